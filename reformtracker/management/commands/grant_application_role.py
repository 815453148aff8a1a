"""Gives the portal's own database role what it needs, and no more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from reformtracker.lib.database_roles import UnsuitableRole, check_role, grants


class Command(BaseCommand):
    help = (
        "Grants ROLE what the portal needs on PostgreSQL: it reads everything, changes ordinary tables, and"
        " only adds to append-only ones. Run it as the owner of the tables, after every migrate."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", metavar="ROLE", help="an existing role that owns nothing here")
        parser.add_argument("--print", action="store_true", help="only print the statements")

    def handle(self, *args: object, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("There are no roles on SQLite; set DATABASE_URL to PostgreSQL.")
        with transaction.atomic(), connection.cursor() as cursor:
            try:
                check_role(cursor, options["role"])
            except UnsuitableRole as fault:
                raise CommandError(str(fault)) from fault
            statements = grants(cursor, options["role"])
            for statement in [] if options["print"] else statements:
                cursor.execute(statement)
        if options["print"]:
            self.stdout.write("".join(f"{statement};\n" for statement in statements), ending="")
        elif options["verbosity"]:
            self.stdout.write(f"{options['role']} may work: {len(statements)} statements.")

"""The version of the portal, in one place; files and editions name it as their generator."""

VERSION = "0.4"

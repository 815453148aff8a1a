"""The files of finished reports."""

from reformtracker.lib.filestore import FileStore

artifacts = FileStore("ARTIFACT_DIR")

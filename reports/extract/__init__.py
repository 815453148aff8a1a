"""The audit extract: the rows of one ledger as they stand, streamed into files however many they are."""

"""Encrypted evidence files and the keys of a profile; hands keys on as bytes and never opens the database.

profile = open_profile(folder, passphrase_file=None, new_mode=ProfileMode.KEYRING)   # makes it when there is none
profile.db_key, profile.vault, profile.secrets, profile.mode
object = profile.vault.put(Identity("report", "account/verification", 1), data); profile.vault.get(...)
"""

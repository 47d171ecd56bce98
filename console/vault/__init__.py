"""Encrypted evidence files and the keys of a profile; hands keys on as bytes and never opens the database.

profile = open_profile(folder, passphrase_file=None, simulator=False)   # makes it when there is none
profile.store_path, profile.db_key, profile.vault, profile.secrets, profile.mode
stored = profile.vault.put(Identity("account/verification", "pdf"), data)
data = profile.vault.get(Identity("account/verification", "pdf"), stored.id)
"""

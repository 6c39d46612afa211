import rules

# The entrance of the API and its answer at addresses that do not exist; what lies behind has rules of its own.
rules.add_perm("battle.read_api", rules.always_allow)

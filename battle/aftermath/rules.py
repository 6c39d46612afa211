import rules

# Once revealed, a result is public for good.
rules.add_perm("aftermath.view_result", rules.always_allow)

import rules

# A board is for everybody in the room and beyond; what a stranger may not see of a show is not on the public board.
rules.add_perm("leaderboard.view_board", rules.always_allow)

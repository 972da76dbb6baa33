"""The command `hybrid`: a classical particle coupled to a quantum system of a few levels; it decides no verdict."""

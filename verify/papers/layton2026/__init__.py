"""Claims of Layton (2026), on semi-classical dynamics as effective descriptions of open quantum systems; one file a section."""

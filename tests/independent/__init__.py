"""Second methods that tests compare the package with, one file each; a method shares no step with what it checks."""

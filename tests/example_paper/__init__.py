"""An invented short paper, audited by the tests as a reader's own paper would be: by its folder."""

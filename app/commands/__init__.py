"""The commands of `sachhon`, a module for each thing they are about. Heavy libraries are imported when a command runs."""

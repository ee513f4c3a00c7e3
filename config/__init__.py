"""The settings: one TOML file with an optional conf.d, read into typed values or refused with every fault."""

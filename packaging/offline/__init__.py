"""Makes the archive that installs LocalCounsel where there is no network, on a machine that has one."""

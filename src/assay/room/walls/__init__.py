"""What shuts a room in: bubblewrap, the system call filter, memory cgroups."""

package dev.depwatch.alert.console;

/** Alerts to standard output. Nothing to configure. */
public record ConsoleConfig() {}

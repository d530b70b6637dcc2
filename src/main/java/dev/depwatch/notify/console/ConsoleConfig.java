package dev.depwatch.notify.console;

/** Alerts to standard output. Nothing to configure. */
public record ConsoleConfig() {}

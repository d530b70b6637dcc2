package dev.depwatch.daemon;

import java.io.PrintWriter;

/** Where the console receiver writes, and whether it uses colour. */
public record Terminal(PrintWriter out, boolean colour) {}

package dev.depwatch.daemon;

import java.io.PrintWriter;

/** Where the console receiver writes, and whether somebody looks at it in colour. */
public record Terminal(PrintWriter out, boolean colour) {}

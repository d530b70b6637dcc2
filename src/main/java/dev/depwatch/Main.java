package dev.depwatch;

import dev.depwatch.cli.Depwatch;

/** The program's entry, and the only place that ends the process. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Depwatch.run(arguments));
    }
}

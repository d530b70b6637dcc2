package dev.depwatch;

import dev.depwatch.cli.Depwatch;
import dev.depwatch.cli.ExitCode;
import org.slf4j.LoggerFactory;

/** The program's entry, and the only place that ends the process. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int code = ExitCode.SOFTWARE;
        try {
            code = Depwatch.run(arguments);
        } catch (Error e) {
            // Without memory or threads; other threads would keep a process alive that does nothing.
            LoggerFactory.getLogger(Main.class).error("depwatch ends", e);
        }
        System.exit(code);
    }
}

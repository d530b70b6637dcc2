package dev.depwatch.cli;

import dev.depwatch.status.Json;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The form that commands share: the sections of their help, and where they print. */
@Command(mixinStandardHelpOptions = true, exitCodeListHeading = "%nExit codes:%n", footerHeading = "%nExamples:%n")
abstract class Subcommand implements Callable<Integer> {
    final Surroundings process;

    @Spec
    CommandSpec spec = CommandSpec.create();

    Subcommand(Surroundings process) {
        this.process = process;
    }

    final Instant now() {
        return process.clock().instant();
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    final boolean isColoured() {
        return spec.commandLine().getColorScheme().ansi().enabled();
    }

    final void print(Record document) {
        out().println(Json.of(document));
    }

    /** Prints a sentence about why the command fails. */
    final int failed(Exception failure) {
        err().println(Screen.clean(String.valueOf(failure.getMessage())));
        return ExitCode.FAILED;
    }

    final InstanceCalls calls() {
        return new InstanceCalls(err(), process.showProgress());
    }
}

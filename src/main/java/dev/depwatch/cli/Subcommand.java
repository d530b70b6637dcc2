package dev.depwatch.cli;

import dev.depwatch.status.Json;
import dev.depwatch.text.SafeText;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The form that commands share: the sections of their help, and where they print. */
@Command(
        versionProvider = Subcommand.Version.class,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        footerHeading = "%nExamples:%n")
abstract class Subcommand implements Callable<Integer> {
    /** All instances may be on one host; most of the time is waiting for it. */
    private static final int AT_ONCE = 16;

    @Spec
    CommandSpec spec = CommandSpec.create();

    final Surroundings process() {
        return (Surroundings) spec.root().userObject();
    }

    final InstantSource clock() {
        return process().clock();
    }

    final Instant now() {
        return clock().instant();
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

    /** Prints a document as JSON, or else as text. */
    final void print(boolean asJson, Record document, Consumer<Screen> text) {
        if (asJson) {
            print(document);
        } else {
            text.accept(Screen.of(spec));
        }
    }

    /** Shows on the terminal how far a command is. */
    final ProgressLine progress() {
        return new ProgressLine(err(), process().showProgress());
    }

    /** The answers of several instances, which are asked at once, in the order of the instances. */
    final <I, A> List<A> ask(List<I> instances, ParallelCalls.Work<I, A> question) throws InterruptedException {
        return ask(instances, question, progress());
    }

    final <I, A> List<A> ask(List<I> instances, ParallelCalls.Work<I, A> question, ProgressLine progress)
            throws InterruptedException {
        return new ParallelCalls("ask", AT_ONCE, progress)
                .each(
                        instances,
                        question,
                        (answered, elapsed) ->
                                ProgressLine.ofThings(answered, instances.size(), "instance") + " asked");
    }

    /** Reads a name on the command line in the form in which names are compared. */
    static final class TypedName implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return SafeText.name(text);
        }
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        /** The version that the jar's manifest carries. */
        static String number() {
            return Objects.requireNonNullElse(
                    Subcommand.class.getPackage().getImplementationVersion(), "(not packaged)");
        }

        @Override
        public String[] getVersion() {
            return new String[] {"depwatch " + number()};
        }
    }
}

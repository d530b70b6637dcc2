package dev.depwatch.cli;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.Nearest;
import dev.depwatch.daemon.ReceiverSettings;
import dev.depwatch.daemon.Settings;
import dev.depwatch.daemon.Terminal;
import dev.depwatch.daemon.TestAlerts;
import dev.depwatch.text.Phrase;
import dev.depwatch.token.Keyword;
import dev.depwatch.token.Remedy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tries every receiver with samples of alerts. */
@Command(name = "test-alert")
final class TestAlertCommand extends ConfiguredCommand {
    private static final String ALL = "all";

    @Option(names = "--receiver", paramLabel = "NAME", arity = "1..*", description = """
            Only these receivers. Default: all of them""")
    private List<String> names = new ArrayList<>();

    @Option(names = "--kind", paramLabel = "KIND", completionCandidates = Kinds.class, description = """
            What the sample is about: ${COMPLETION-CANDIDATES}. all sends one of each kind, and of its end. Default: \
            regenerate""")
    private String kind = Remedy.REGENERATE.key();

    /** The kinds of samples. */
    static final class Kinds extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Kinds() {
            Stream.of(Remedy.values())
                    .filter(remedy -> remedy != Remedy.WAIT)
                    .map(Remedy::key)
                    .forEach(this::add);
            add(ALL);
        }
    }

    @Option(names = "--json", description = """
            Prints the result as JSON; samples for a console receiver then go to standard error.""")
    private boolean json;

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        Settings settings = load().settings();
        List<ReceiverSettings> receivers = chosen(settings.alerts().receivers());
        Terminal terminal = new Terminal(json ? err() : out(), isColoured());
        TestAlerts test = new TestAlerts(settings, terminal, kind(), now());
        List<TestAlerts.Result> results = new ArrayList<>();
        for (ReceiverSettings receiver : receivers) {
            TestAlerts.Result result = test.send(receiver);
            results.add(result);
            if (!json) {
                print(receiver, result);
            }
        }
        if (json) {
            print(new Document(results));
        } else if (receivers.isEmpty()) {
            out().println("No receiver is configured, so nobody gets alerts. Add one under alerts.receivers.");
        }
        return !results.isEmpty() && results.stream().allMatch(TestAlerts.Result::good) ? ExitCode.OK : ExitCode.FAILED;
    }

    private Optional<Remedy> kind() {
        Kinds known = new Kinds();
        if (!known.contains(kind)) {
            throw WrongUse.ofValue(
                    "--kind", kind, "one of " + String.join(", ", known) + Nearest.question(kind, known));
        }
        return Keyword.of(Remedy.class, kind);
    }

    private List<ReceiverSettings> chosen(List<ReceiverSettings> configured) {
        List<String> known = configured.stream().map(ReceiverSettings::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new WrongUse(
                        "No receiver \"" + name + "\" is configured; expected one of those under alerts.receivers: "
                                + (known.isEmpty() ? "none" : String.join(", ", known)));
            }
        }
        return configured.stream()
                .filter(receiver -> names.isEmpty() || names.contains(receiver.name()))
                .toList();
    }

    private void print(ReceiverSettings receiver, TestAlerts.Result result) {
        String taken = Phrase.counted(result.delivered(), "sample");
        if (result.delivered() == 0 && result.failures().isEmpty()) {
            out().println(result.receiver() + ": nothing sent: this kind is below its minSeverity");
        }
        if (result.good()) {
            out().println(result.receiver()
                    + (receiver.teams().isEmpty()
                            ? ": delivered, " + taken
                            : ": accepted, " + taken
                                    + ". Teams accepts a message before it shows it: check that Teams shows it"));
        }
        for (TestAlerts.FailedDestination failed : result.failures()) {
            out().println(result.receiver()
                    + (failed.destination().isEmpty() ? "" : " at " + failed.destination())
                    + ": not delivered" + (result.delivered() == 0 ? "" : ", after " + taken) + ": "
                    + failed.sentence());
        }
        if (result.delivered() > 0 && receiver.pagerduty().isPresent()) {
            out().println(result.receiver() + ": resolve in PagerDuty each incident of a TEST that stays open there");
        }
    }

    /** What {@code --json} prints. */
    private record Document(List<TestAlerts.Result> receivers) {}
}

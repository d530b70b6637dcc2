package dev.depwatch.cli;

import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.Durations;
import dev.depwatch.status.AssessmentDocument.OfToken;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists every token of every configured instance, from the depwatch that runs or from Jamf Pro. */
@Command(name = "tokens")
final class TokensCommand extends ConfiguredCommand {
    @Mixin
    private final FleetOption source = new FleetOption();

    @Option(
            names = {"-i", "--instance"},
            paramLabel = "NAME",
            converter = TypedName.class,
            arity = "1..*",
            description = "Lists only these instances. Default: all of them")
    private List<String> names = new ArrayList<>();

    @Option(names = "--kind", paramLabel = "KIND", split = ",", description = """
            Lists only these kinds, with commas between them: ade, content, push, gsx, ca. Default: all""")
    private List<TokenKind> kinds = new ArrayList<>();

    @Option(names = "--expiring-within", paramLabel = "TIME", description = """
            Lists only tokens that end within this time, such as 60d, or have ended.""")
    private Optional<String> expiringWithin = Optional.empty();

    @Option(names = "--format", paramLabel = "FORMAT", description = """
            table (default), csv for a spreadsheet, or json in the form of /api/v1/assessment.""")
    private Format format = Format.TABLE;

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Option(names = "--exit-code", description = """
            Exits with 1 if a token needs something, even one that depwatch cannot name. With --expiring-within: if a \
            listed token ends by then. Otherwise with 2 if a token or an instance could not be judged. A silenced token \
            needs nothing.""")
    private boolean exitCode;

    private enum Format {
        TABLE,
        CSV,
        JSON
    }

    @Override
    public Integer call() throws ConfigException, IOException, InterruptedException {
        if (exitCode) {
            spec.exitCodeOnExecutionException(ExitCode.NOT_JUDGED);
        }
        if (json && format == Format.CSV) {
            throw new WrongUse("--json and --format csv exclude each other: expected one of them");
        }
        Optional<Duration> within = expiringWithin.map(
                text -> WrongUse.valueOf("--expiring-within", text, Durations::read, "a duration such as 60d"));
        FleetTokens fleet = source.survey(names, this);
        Instant end = fleet.document().at().plus(within.orElse(Duration.ZERO));
        List<OfToken> asked = fleet.document().tokens().stream()
                .filter(token -> isAsked(token.kind()))
                .toList();
        List<OfToken> listed = asked.stream()
                .filter(token -> within.isEmpty()
                        || token.token().expiry().stream()
                                .anyMatch(expiry -> !expiry.earliest().isAfter(end)))
                .toList();
        switch (json ? Format.JSON : format) {
            case TABLE -> new TokensReport(fleet, listed).print(Screen.of(spec));
            case CSV -> new TokensCsv(fleet, listed).print(out());
            case JSON -> print(fleet.document().with(listed, fleet.document().instances(), name -> true));
        }
        if (exitCode) {
            return judged(fleet, asked, listed);
        }
        return fleet.notRead().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private int judged(FleetTokens fleet, List<OfToken> asked, List<OfToken> listed) {
        boolean isTimeGiven = expiringWithin.isPresent();
        if (isAny(listed, token -> isTimeGiven || needsSomething(token))
                || (!isTimeGiven && fleet.tasksWithoutToken().anyMatch(finding -> isAsked(finding.kind())))) {
            return ExitCode.SOMETHING_TO_DO;
        }
        boolean isAnyUnknown =
                isAny(asked, token -> isTimeGiven ? token.expiresAt().isEmpty() : token.health() == Health.UNKNOWN);
        return isAnyUnknown || !fleet.notRead().isEmpty() ? ExitCode.NOT_JUDGED : ExitCode.OK;
    }

    private static boolean needsSomething(OfToken token) {
        return (token.health() != Health.HEALTHY && token.health() != Health.UNKNOWN)
                || token.remedy().filter(remedy -> remedy != Remedy.WAIT).isPresent();
    }

    private boolean isAsked(TokenKind kind) {
        return kinds.isEmpty() || kinds.contains(kind);
    }

    /** Of those that are not silenced. */
    private static boolean isAny(List<OfToken> tokens, Predicate<OfToken> which) {
        return tokens.stream().anyMatch(token -> token.silencedUntil().isEmpty() && which.test(token));
    }
}

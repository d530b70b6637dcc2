package dev.depwatch.alert;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.text.Phrase;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a team should know although no alert says it: what is left to do, what ends soon, what is over, what is well. */
final class SummaryText {
    private static final Duration SOON = Duration.ofDays(60);

    private final Format format;
    private final Assessment now;
    private final List<Alert> toDo;
    private final List<Token> ending;
    private final List<Instance> well;

    /** @param alerts of the assessment */
    SummaryText(Format format, Assessment whole, List<Alert> alerts) {
        this.format = format;
        this.now = whole.toNotify();
        // What only ends in weeks is among the tokens.
        this.toDo = alerts.stream()
                .filter(alert -> alert.severity().compareTo(Severity.WARNING) >= 0)
                .toList();
        this.ending = now.everyToken()
                .filter(token -> token.expiry().filter(this::isSoon).isPresent())
                .sorted(Comparator.comparing((Token token) ->
                                token.expiry().map(Expiry::earliest).orElse(Instant.MAX))
                        .thenComparing(Token::key))
                .toList();
        Set<Instance> others = Stream.concat(failing(whole), ending.stream().map(Token::instance))
                .collect(Collectors.toSet());
        this.well = now.tokens().stream()
                .map(health -> health.token().instance())
                .distinct()
                .filter(instance -> !others.contains(instance))
                .sorted()
                .toList();
    }

    /** Also where no alert says so: it is silenced or not known, Apple's service fails, or only another receiver gets it. */
    private static Stream<Instance> failing(Assessment whole) {
        return Stream.of(
                        whole.tokens().stream()
                                .filter(health ->
                                        health.health() != Health.EXPIRING && health.health() != Health.HEALTHY)
                                .map(health -> health.token().instance()),
                        whole.findings().stream().map(Finding::instance),
                        whole.issues().stream().flatMap(issue -> issue.instance().stream()),
                        whole.unfollowed(),
                        whole.instances().stream()
                                .filter(inventory -> inventory.failure().isPresent())
                                .map(InstanceInventory::instance))
                .flatMap(instances -> instances);
    }

    private boolean isSoon(Expiry expiry) {
        return !expiry.isOver(now.at()) && expiry.earliest().isBefore(now.at().plus(SOON));
    }

    Alert of(String period, List<String> closed, Instant since) {
        Subject subject = new Subject(Subject.Kind.SUMMARY, period);
        return new Alert(
                Remedy.WAIT,
                subject,
                Severity.INFO,
                Set.of(),
                now.instances().stream().map(inventory -> inventory.instance()).collect(Collectors.toUnmodifiableSet()),
                Set.of(),
                since,
                List.of(),
                new Message(
                        subject.name() + ": " + headline(),
                        Format.unlinked(ending.stream().map(this::line)),
                        why(closed, since),
                        "",
                        Format.unlinked(
                                toDo.stream().map(alert -> alert.message().headline())),
                        List.of(),
                        List.of()));
    }

    private String headline() {
        if (now.instances().isEmpty()) {
            return "depwatch watches no instance that this receiver is for.";
        }
        String soon = (ending.size() <= 1 ? " ends" : " end") + " in the next " + SOON.toDays() + " days.";
        if (toDo.isEmpty() && !ending.isEmpty()) {
            return "nothing is urgent. Renew the "
                    + (ending.size() == 1 ? ending.get(0).kind().noun() : Format.counted(ending)) + " that" + soon;
        }
        boolean isAllWell = toDo.isEmpty() && !well.isEmpty();
        return (isAllWell ? "all is well on " + Format.names(well) + "; " : "")
                + (toDo.isEmpty()
                        ? "nothing needs doing"
                        : Phrase.counted(toDo.size(), "alert") + (toDo.size() == 1 ? " needs" : " need") + " somebody")
                + ", and " + (ending.isEmpty() ? "no token" : Format.counted(ending)) + soon;
    }

    private String line(Token token) {
        return token.expiry()
                        .map(expiry -> "ends " + format.expiry(expiry) + ", " + format.daysUntil(expiry, now.at()))
                        .orElseThrow()
                + ": " + Format.name(token.instance()) + ", " + Format.token(token)
                + token.owner().map(owner -> " of " + Format.cut(owner.value())).orElse("");
    }

    /** The ends come last: a receiver may have no room for all of them. */
    private String why(List<String> closed, Instant since) {
        List<Token> unclear = now.tokens().stream()
                .filter(health -> health.health() == Health.UNKNOWN)
                .map(TokenHealth::token)
                .toList();
        return Format.sentences(
                well.isEmpty() || (toDo.isEmpty() && ending.isEmpty())
                        ? ""
                        : "All is well on " + Format.names(well) + ".",
                unclear.isEmpty()
                        ? ""
                        : "The state of " + Format.counted(unclear) + " on "
                                + Format.names(
                                        unclear.stream().map(Token::instance).toList())
                                + " is not known.",
                closed.isEmpty()
                        ? "No end was reported since " + format.time(since) + "."
                        : "Closed since " + format.time(since) + ": "
                                + String.join(" ", Format.lines(closed.stream())));
    }
}

package dev.depwatch.alert;

import dev.depwatch.alert.AlertEnd.How;
import dev.depwatch.alert.AlertEnd.Part;
import dev.depwatch.alert.AlertEnd.Withdrawn.Why;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Recovery;
import dev.depwatch.assess.Silence;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.Trouble;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How an alert ended that was reported and that the newest assessment does not have. Pure. What each of its tokens has done
 * decides, and where no token is known what became of its cases.
 */
final class AlertEnds {
    /** What is not found while Jamf Pro cannot be read. */
    private static final Set<Trouble.Kind> NEEDS_THE_API =
            EnumSet.of(Trouble.Kind.SYNCS_STOPPED, Trouble.Kind.FAILURE_NOT_LOGGED);

    private final Assessment now;
    private final List<Alert> alerts;
    private final Map<Token.Key, TokenHealth> tokens = new HashMap<>();

    /**
     * Everything that tells of an end.
     *
     * @param now with its silences
     * @param alerts those of the assessment
     */
    AlertEnds(Assessment now, List<Alert> alerts) {
        this.now = now;
        this.alerts = alerts;
        now.tokens().forEach(health -> tokens.put(health.token().key(), health));
    }

    /** Empty while it has not ended: a sync that is awaited will tell. */
    Optional<AlertEnd> of(Told notified) {
        Alert told = notified.alert();
        Optional<Alert> next = next(told);
        if (next.isPresent()) {
            return next.map(AlertEnd.Superseded::new);
        }
        Optional<AlertEnd> silenced = silenced(told);
        if (silenced.isPresent()) {
            return silenced;
        }
        if (told.caseIds().isEmpty()) {
            return isSeen(told) ? Optional.of(new AlertEnd.NoLongerFound()) : Optional.empty();
        }
        if (isWaitedFor(told)) {
            return Optional.of(new AlertEnd.Withdrawn(Why.WAITING));
        }
        if (open(told).findAny().isEmpty()
                && told.tokens().stream().anyMatch(token -> isAwaited(token) || failsAnew(token, told))) {
            return Optional.empty();
        }
        boolean isOneOfSeveral =
                told.remedy() == Remedy.IDENTIFY && open(told).findAny().isEmpty();
        return told.tokens().isEmpty() || isOneOfSeveral ? byCases(told) : byTokens(told, notified.tokens());
    }

    /**
     * The alert that goes on with what this one was about. A date that was reported has no case, but a token; and a token that
     * was renewed can fail in a case of its own.
     */
    private Optional<Alert> next(Alert told) {
        return alerts.stream()
                .filter(alert -> !alert.key().equals(told.key()))
                .filter(alert -> told.caseIds().isEmpty()
                        ? !Collections.disjoint(alert.tokens(), told.tokens()) || isOfTheSameTrouble(alert, told)
                        : (sharesACase(alert, told) && canShareAToken(alert, told)) || isOfAFailing(alert, told))
                .findFirst();
    }

    /** Whether what kept depwatch from seeing, or syncs that stood still, would be found if it went on. */
    private boolean isSeen(Alert told) {
        return !told.tokens().isEmpty()
                || !told.kindsOfTrouble().stream().anyMatch(NEEDS_THE_API::contains)
                || now.instances().stream()
                        .filter(inventory -> told.instances().contains(inventory.instance()))
                        .allMatch(inventory -> inventory.failure().isEmpty());
    }

    private boolean isOfAFailing(Alert alert, Alert told) {
        return !alert.caseIds().isEmpty()
                && told.tokens().stream()
                        .filter(alert.tokens()::contains)
                        .anyMatch(token -> recovery(token).state() == Recovery.State.FAILS);
    }

    /** An older depwatch reported it by instance. */
    private static boolean isOfTheSameTrouble(Alert alert, Alert told) {
        return told.tokens().isEmpty()
                && !Collections.disjoint(alert.kindsOfTrouble(), told.kindsOfTrouble())
                && alert.instances().containsAll(told.instances());
    }

    private static boolean sharesACase(Alert one, Alert other) {
        return !Collections.disjoint(one.caseIds(), other.caseIds());
    }

    /** One case can be of several owners' tokens; an alert without tokens can be about any. */
    private static boolean canShareAToken(Alert one, Alert other) {
        return one.tokens().isEmpty()
                || other.tokens().isEmpty()
                || !Collections.disjoint(one.tokens(), other.tokens());
    }

    private Optional<AlertEnd> silenced(Alert told) {
        List<Token.Key> hidden = told.tokens().stream()
                .filter(token -> now.silenced(token).isPresent() && isFound(token))
                .sorted()
                .toList();
        Stream<Silence> silences =
                hidden.isEmpty() ? unnamed(told) : hidden.stream().flatMap(token -> now.silenced(token).stream());
        return silences.min(Comparator.comparing(Silence::until)).map(first -> new AlertEnd.Silenced(first, hidden));
    }

    private boolean isFound(Token.Key token) {
        return now.findings().stream()
                .filter(AlertEnds::isReported)
                .flatMap(finding -> finding.tokens().stream())
                .anyMatch(found -> found.key().equals(token));
    }

    /** The silences of failures of the alert that name no token, and of what keeps depwatch from seeing. */
    private Stream<Silence> unnamed(Alert told) {
        Stream<Silence> ofFindings = now.findings().stream()
                .filter(AlertEnds::isReported)
                .filter(finding -> !Collections.disjoint(finding.caseIds(), told.caseIds()))
                .flatMap(finding -> now.silenced(finding).stream());
        Stream<Silence> ofTroubles = now.troubles().stream()
                .filter(trouble ->
                        told.remedy() == Remedy.INVESTIGATE && told.instances().contains(trouble.instance()))
                .flatMap(trouble -> now.silenced(trouble).stream());
        return Stream.concat(ofFindings, ofTroubles);
    }

    private static boolean isReported(Finding finding) {
        return finding.remedy() != Remedy.WAIT;
    }

    private boolean isWaitedFor(Alert told) {
        return now.findings().stream()
                .filter(finding -> !isReported(finding))
                .anyMatch(finding -> !Collections.disjoint(finding.caseIds(), told.caseIds())
                        || finding.tokens().stream().map(Token::key).anyMatch(told.tokens()::contains));
    }

    /** What of the alert's cases is open on an instance, or was closed within the hour. */
    private Stream<Case> open(Alert told) {
        return now.cases().stream().filter(found -> told.caseIds().contains(found.id()));
    }

    private List<ClosedCase> closed(Alert told) {
        Map<String, ClosedCase> byId = new HashMap<>();
        Stream.concat(now.ended().stream(), now.recentlyEnded().stream())
                .filter(end -> told.caseIds().contains(end.closed().id()))
                .forEach(end -> byId.putIfAbsent(end.closed().id(), end));
        return byId.values().stream()
                .sorted(Comparator.comparing((ClosedCase end) -> end.closed().instance())
                        .thenComparing(end -> end.closed().cause()))
                .toList();
    }

    private Optional<AlertEnd> byCases(Alert told) {
        if (open(told).findAny().isPresent()) {
            return Optional.of(new AlertEnd.Withdrawn(Why.UNSUPPORTED));
        }
        List<ClosedCase> closed = closed(told);
        List<Part> parts = new ArrayList<>();
        closed.forEach(end -> parts.add(part(end, Optional.empty())));
        Set<Instance> remembered = new HashSet<>();
        closed.forEach(end -> remembered.add(end.closed().instance()));
        told.instances().stream()
                .sorted()
                .filter(instance -> !remembered.contains(instance))
                .forEach(instance -> parts.add(
                        new Part(instance, Optional.empty(), Optional.empty(), How.UNKNOWN, Optional.empty())));
        return Optional.of(new AlertEnd.Over(parts, closedAt(closed)));
    }

    private static Optional<Instant> closedAt(List<ClosedCase> closed) {
        return closed.stream().map(ClosedCase::closedAt).max(Comparator.naturalOrder());
    }

    private static Part part(ClosedCase end, Optional<Token.Key> token) {
        return new Part(
                end.closed().instance(),
                token,
                Optional.of(end.closed().cause()),
                switch (end.proof()) {
                    case SYNCED -> How.SYNCED;
                    case REPLACED -> How.RENEWED;
                    case NOT_SEEN_SINCE -> How.NOT_SEEN_SINCE;
                    case TOKEN_REMOVED -> How.REMOVED;
                    case NO_LONGER_WATCHED -> How.NO_LONGER_WATCHED;
                },
                Optional.of(end.closed().lastKnownAt()));
    }

    /** @param named tokens of the alert, those included that were done before it ended */
    private Optional<AlertEnd> byTokens(Alert told, Set<Token.Key> named) {
        List<Token.Key> keys = named.stream()
                .filter(token -> told.tokens().contains(token) || isDone(token))
                .sorted()
                .toList();
        List<ClosedCase> closed = closed(told);
        List<Part> parts = new ArrayList<>();
        boolean goesOn = false;
        for (Token.Key key : keys) {
            if (isAwaited(key) || failsAnew(key, told)) {
                return Optional.empty();
            }
            List<Part> its = parts(key, told, closed);
            goesOn |= its.isEmpty();
            parts.addAll(its);
        }
        if (goesOn) {
            boolean othersFail = alerts.stream().anyMatch(alert -> sharesACase(alert, told));
            return Optional.of(new AlertEnd.Withdrawn(othersFail ? Why.OTHERS_FAIL : Why.UNSUPPORTED));
        }
        return Optional.of(new AlertEnd.Over(parts, closedAt(closed)));
    }

    private Recovery recovery(Token.Key key) {
        return Optional.ofNullable(tokens.get(key)).map(TokenHealth::recovery).orElse(Recovery.NONE);
    }

    private boolean isAwaited(Token.Key key) {
        return switch (recovery(key).state()) {
            case AWAITS_SYNC, AWAITS_FIRST_SYNC, SETTLES -> true;
            case FAILS, NOT_PROVEN, PROVEN, NONE -> false;
        };
    }

    private boolean isDone(Token.Key key) {
        return Optional.ofNullable(tokens.get(key)).filter(AlertEnds::isDone).isPresent();
    }

    /** Whether a token that an alert named needs nothing more, as far as is known. */
    static boolean isDone(TokenHealth health) {
        return switch (health.recovery().state()) {
            case AWAITS_FIRST_SYNC, SETTLES, NOT_PROVEN, PROVEN -> true;
            case FAILS, AWAITS_SYNC -> false;
            case NONE -> health.works();
        };
    }

    /** Whether it fails in another case, of which nothing is reported for now. */
    private boolean failsAnew(Token.Key key, Alert told) {
        return recovery(key).state() == Recovery.State.FAILS
                && open(told).noneMatch(found -> found.instance().equals(key.instance()));
    }

    /** How it ended for one token; empty if its failure goes on as far as is known. */
    private List<Part> parts(Token.Key key, Alert told, List<ClosedCase> closed) {
        List<ClosedCase> its = closed.stream()
                .filter(end -> end.closed().instance().equals(key.instance()))
                .toList();
        Recovery recovery = recovery(key);
        if (recovery.state() == Recovery.State.NOT_PROVEN) {
            return List.of(part(key, its, recovery.renewedAt().isPresent() ? How.IN_PLACE : How.NOT_SEEN_SINCE));
        }
        boolean isOpen = open(told).anyMatch(found -> found.instance().equals(key.instance()));
        boolean isSilentOnly = its.stream().anyMatch(end -> end.proof() == Proof.NOT_SEEN_SINCE);
        if (!isOpen && !its.isEmpty() && !(isSilentOnly && works(key))) {
            return its.stream().map(end -> part(end, Optional.of(key))).toList();
        }
        if (works(key)) {
            return List.of(part(key, its, recovery.renewedAt().isPresent() ? How.RENEWED : How.SYNCED));
        }
        if (isRemoved(key)) {
            return List.of(part(key, its, How.REMOVED));
        }
        return isOpen ? List.of() : List.of(part(key, its, How.UNKNOWN));
    }

    private boolean works(Token.Key key) {
        return recovery(key).state() != Recovery.State.FAILS
                && Optional.ofNullable(tokens.get(key))
                        .filter(TokenHealth::works)
                        .isPresent();
    }

    private boolean isRemoved(Token.Key key) {
        return !tokens.containsKey(key)
                && now.instances().stream()
                        .anyMatch(inventory -> inventory.removed().containsKey(key));
    }

    private static Part part(Token.Key key, List<ClosedCase> its, How how) {
        return new Part(
                key.instance(),
                Optional.of(key),
                its.stream().map(end -> end.closed().cause()).findFirst(),
                how,
                its.stream().map(end -> end.closed().lastKnownAt()).max(Comparator.naturalOrder()));
    }
}

package dev.depwatch.assess;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Notice;
import dev.depwatch.inventory.Reading.Terms;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whose terms are not signed. Terms are an organisation's: they stop its tokens on every instance, and no token of another
 * one's, be it on the same instance. Where nothing tells whose they are, they may be anybody's on the instance that says so.
 */
final class UnsignedTerms {
    private final Facts facts;
    /** Since when a notification, which still stands, says so of an organisation. */
    private final Map<String, Instant> notified = new HashMap<>();
    /** When a log last said so of an organisation. */
    private final Map<String, Instant> logged = new HashMap<>();

    UnsignedTerms(Facts facts, SyncEvidence syncs) {
        this.facts = facts;
        facts.inventories().stream()
                .filter(inventory -> inventory.failure().isEmpty())
                .flatMap(inventory -> inventory.reading().stream())
                .forEach(reading -> notices(reading)
                        .forEach(notice -> organization(notice, reading)
                                .ifPresent(organization ->
                                        notified.merge(organization, notice.since(), UnsignedTerms::later))));
        facts.open().stream()
                .filter(run -> run.cause() == Cause.TERMS_NOT_SIGNED
                        && run.found().statement().isEmpty())
                .forEach(run -> Attribution.of(
                                run, facts, syncs, one -> one.cause().remedy())
                        .stream()
                        .flatMap(attribution -> onlyOrganization(attribution.tokens()).stream())
                        .forEach(organization -> logged.merge(organization, run.last(), UnsignedTerms::later)));
    }

    /** Terms that were signed before the run began may be other terms. */
    Terms of(Run run, Collection<Token> tokens) {
        Optional<InstanceInventory> inventory = facts.inventoryOf(run.instance());
        Terms here = inventory
                .flatMap(InstanceInventory::reading)
                .map(reading -> here(run, tokens, reading))
                .orElse(Terms.UNKNOWN);
        if (here == Terms.NOT_SIGNED
                || tokens.stream().map(Token::organization).anyMatch(organization -> isUnsigned(organization, run))) {
            return Terms.NOT_SIGNED;
        }
        boolean readSince =
                inventory.filter(known -> Facts.isReadSince(run, known)).isPresent();
        return readSince ? here : Terms.UNKNOWN;
    }

    /**
     * What the instance's own notifications say. One that stood long before the case began, while the token worked, is an old
     * one that nobody has dismissed: it does not say why the token fails now, nor that other terms do not wait.
     */
    private Terms here(Run run, Collection<Token> tokens, Reading reading) {
        List<Notice> notices = notices(reading).toList();
        if (reading.terms() != Terms.NOT_SIGNED || notices.isEmpty()) {
            return reading.terms();
        }
        List<Notice> ours = notices.stream()
                .filter(notice -> tokens.isEmpty() || isOfOne(tokens, notice, reading))
                .toList();
        if (ours.isEmpty()) {
            return Terms.SIGNED;
        }
        // Both are times of this host: the notification's first reading, and that of the record.
        Instant oldest = run.found().firstSeenAt().minus(facts.timing().betweenReadings());
        boolean areOld = ours.stream()
                .allMatch(notice -> notice.since().isBefore(oldest) && haveWorkedSince(notice.since(), tokens));
        return areOld ? Terms.UNKNOWN : Terms.NOT_SIGNED;
    }

    private boolean haveWorkedSince(Instant moment, Collection<Token> tokens) {
        return !tokens.isEmpty()
                && tokens.stream()
                        .allMatch(token -> facts.historyOf(token)
                                .notFailingAt()
                                .filter(at -> at.isAfter(moment))
                                .isPresent());
    }

    private boolean isUnsigned(String organization, Run run) {
        return isNotified(organization, run) || (!run.stated() && isLogged(organization, run));
    }

    /** A notification that stood long before, while the run's token worked, is an old one that nobody has dismissed. */
    private boolean isNotified(String organization, Run run) {
        return Optional.ofNullable(notified.get(organization))
                .filter(since ->
                        !since.isBefore(run.began().minus(facts.timing().betweenReadings())))
                .isPresent();
    }

    /** Tells why a refresh fails elsewhere, and not why Apple answers something else there. */
    private boolean isLogged(String organization, Run run) {
        return Optional.ofNullable(logged.get(organization))
                .filter(at -> Duration.between(at, run.last())
                                .compareTo(facts.timing().threeSyncs())
                        <= 0)
                .isPresent();
    }

    /** Whether the terms that a notification names can be those of one of the tokens. */
    private static boolean isOfOne(Collection<Token> tokens, Notice notice, Reading reading) {
        List<Token> named = named(notice, reading);
        return named.isEmpty()
                || tokens.stream().anyMatch(token -> named.stream().anyMatch(other -> canShare(token, other)));
    }

    private static boolean canShare(Token one, Token other) {
        return one.organization().isBlank()
                || other.organization().isBlank()
                || one.organization().equals(other.organization());
    }

    private static Optional<String> organization(Notice notice, Reading reading) {
        List<Token> named = named(notice, reading);
        return onlyOrganization(
                named.isEmpty()
                        ? reading.tokens().stream()
                                .map(TokenState::token)
                                .filter(token -> token.kind() == TokenKind.ADE)
                                .toList()
                        : named);
    }

    private static Optional<String> onlyOrganization(List<Token> tokens) {
        List<String> organizations =
                tokens.stream().map(Token::organization).distinct().toList();
        return organizations.size() == 1 && !organizations.get(0).isBlank()
                ? Optional.of(organizations.get(0))
                : Optional.empty();
    }

    private static Stream<Notice> notices(Reading reading) {
        return reading.notices().stream().filter(notice -> notice.cause() == Cause.TERMS_NOT_SIGNED);
    }

    private static List<Token> named(Notice notice, Reading reading) {
        Set<Token.Key> named = reading.namedBy(notice);
        return reading.tokens().stream()
                .map(TokenState::token)
                .filter(token -> named.contains(token.key()))
                .toList();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}

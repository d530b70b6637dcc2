package dev.depwatch.scenario;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.NotifyReason;
import dev.depwatch.scenario.JamfPro.Held;
import dev.depwatch.scenario.JamfPro.Synced;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must hold in whatever happens, by what really happened:
 *
 * <ol>
 *   <li>never "regenerate" for a token with a good sync newer than its last failure;
 *   <li>never an owner who did not own the token when it failed;
 *   <li>"resolved" only where each of the tokens has synced well since, or is gone;
 *   <li>never that a server has lost its token, after the log said that the server was deleted;
 *   <li>never that a token whose date was over needs nothing more because its date has moved.
 * </ol>
 *
 * Each as far as depwatch could know it: by what was read of the instance.
 */
final class Truth {
    private final Map<String, JamfPro> sites;
    private final InstantSource clock;
    private final Set<String> violations = new LinkedHashSet<>();
    private int checkedMessages;

    Truth(Map<String, JamfPro> sites, InstantSource clock) {
        this.sites = sites;
        this.clock = clock;
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    void check(Assessment assessment, List<Notification> messages) {
        Set<Instance> asked = assessment.instances().stream()
                .filter(known -> known.source() == Source.JAMF)
                .map(InstanceInventory::instance)
                .collect(Collectors.toUnmodifiableSet());
        assessment.findings().stream()
                .filter(finding -> asked.contains(finding.instance()))
                .filter(finding -> finding.remedy() == Remedy.REGENERATE && finding.certainty() == Certainty.CERTAIN)
                .filter(finding -> finding.kind() == TokenKind.ADE)
                .forEach(finding -> finding.tokens().forEach(token -> check(finding, token, assessment)));
        assessment.findings().forEach(this::checkFormerServer);
        messages.subList(checkedMessages, messages.size()).forEach(message -> check(message, assessment));
        checkedMessages = messages.size();
    }

    private void checkFormerServer(Finding finding) {
        finding.formerServer().ifPresent(former -> finding.tokens().forEach(token -> site(token.key())
                .filter(site -> site.tokens().containsKey(token.id())
                        && site.loggedThatItIsGone(token.id(), former.name()))
                .ifPresent(site -> violate(former.name() + " has lost its token, which was deleted before: "
                        + token.key().instance() + "/" + token.id()))));
    }

    private void check(Finding finding, Token token, Assessment assessment) {
        site(token.key())
                .ifPresent(site -> Optional.ofNullable(
                                site.tokens().get(token.key().id()))
                        .filter(held ->
                                !isOver(held) && isReadSince(held.tenure().from(), token.key(), assessment))
                        .ifPresent(held -> check(finding, token, site, held, assessment)));
    }

    private Optional<JamfPro> site(Token.Key token) {
        return Optional.ofNullable(sites.get(token.instance().name()));
    }

    private void check(Finding finding, Token token, JamfPro site, Held held, Assessment assessment) {
        Instant now = clock.instant();
        Optional<Instant> good = newest(
                held.syncs.stream()
                        .filter(Synced::isStated)
                        .filter(Synced::wentWell)
                        .map(Synced::at),
                now);
        boolean isContradicted = good.filter(at -> isReadSince(at, token.key(), assessment))
                .filter(at -> !at.isBefore(newestFailure(site, held, now)))
                .isPresent();
        if (isContradicted) {
            violate("regenerate for " + token.key().instance() + "/" + token.id() + ", which synced well at "
                    + good.get());
        }
        if (finding.sightings() > 0 && !hasFailed(site, held, token)) {
            violate("accuses " + token.owner() + " of " + token.key().instance() + "/" + token.id()
                    + ", whose token has not failed");
        }
    }

    /** By one of its syncs, or by what the log said at its time. */
    private static boolean hasFailed(JamfPro site, Held held, Token token) {
        Stream<String> ofSyncs = held.syncs.stream()
                .filter(sync -> !sync.wentWell())
                .map(sync -> sync.token().owner());
        Stream<String> ofStrays = site.strays().stream()
                .flatMap(at -> held.tenures.stream()
                        .filter(tenure -> !tenure.from().isAfter(at))
                        .reduce((first, second) -> second)
                        .stream())
                .map(tenure -> tenure.download().owner());
        return Stream.concat(ofSyncs, ofStrays)
                .anyMatch(owner -> token.owner()
                        .filter(AppleId.of(Scenario.address(owner)).orElseThrow()::equals)
                        .isPresent());
    }

    private void check(Notification notification, Assessment assessment) {
        if (notification.reason() != NotifyReason.RESOLVED
                && notification.alert().remedy() == Remedy.REGENERATE) {
            notification.alert().tokens().forEach(token -> checkAsked(token, notification, assessment));
        }
        if (notification.reason() == NotifyReason.RESOLVED
                && notification.alert().remedy() == Remedy.REGENERATE
                && notification.message().headline().contains("no longer need")) {
            violate("a date that has moved proves nothing: "
                    + notification.message().headline());
        }
        if (notification.reason() != NotifyReason.RESOLVED
                || !notification.message().headline().startsWith("Resolved")
                || notification.alert().remedy() == Remedy.RENEW) {
            return;
        }
        for (Token.Key key : notification.alert().tokens()) {
            site(key)
                    .filter(site -> key.kind() == TokenKind.ADE)
                    .ifPresent(site -> Optional.ofNullable(site.tokens().get(key.id()))
                            .filter(held -> !isProven(held, site, key, notification.at(), assessment))
                            .ifPresent(held -> violate("resolved without a proof: " + key.instance() + "/" + key.id()
                                    + ": " + notification.message().headline())));
        }
    }

    /** A message asks for no new token either where the assessment no longer does. */
    private void checkAsked(Token.Key token, Notification notification, Assessment assessment) {
        boolean isFound = assessment.findings().stream()
                .filter(finding -> finding.remedy() == Remedy.REGENERATE)
                .flatMap(finding -> finding.tokens().stream())
                .anyMatch(found -> found.key().equals(token));
        if (!isFound) {
            violate(notification.reason() + " asks to regenerate " + token.instance() + "/" + token.id()
                    + ", which is not found to need it: "
                    + notification.message().headline());
        }
    }

    private static boolean isProven(Held held, JamfPro site, Token.Key key, Instant now, Assessment assessment) {
        Optional<Instant> good =
                newest(held.syncs.stream().filter(Synced::wentWell).map(Synced::at), now);
        Optional<Instant> failed = newest(
                held.syncs.stream()
                        .filter(sync -> !sync.wentWell())
                        .map(Synced::at)
                        .filter(at -> site.hasLog() || isReadSince(at, key, assessment)),
                now);
        return good.filter(at -> at.isAfter(failed.orElse(Instant.MIN))).isPresent();
    }

    private void violate(String what) {
        violations.add(what);
    }

    private boolean isOver(Held held) {
        return !held.tenure()
                .expires()
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .isAfter(clock.instant());
    }

    private static Instant newestFailure(JamfPro site, Held held, Instant until) {
        Stream<Instant> ofSyncs =
                held.syncs.stream().filter(sync -> !sync.wentWell()).map(Synced::at);
        return newest(Stream.concat(ofSyncs, site.strays().stream()), until).orElse(Instant.MIN);
    }

    private static Optional<Instant> newest(Stream<Instant> times, Instant until) {
        return times.filter(at -> !at.isAfter(until)).max(Comparator.naturalOrder());
    }

    private static boolean isReadSince(Instant moment, Token.Key token, Assessment assessment) {
        return assessment.instances().stream()
                .filter(known -> known.instance().equals(token.instance()) && known.source() == Source.JAMF)
                .filter(known -> known.failure().isEmpty())
                .flatMap(known -> known.readAt().stream())
                .anyMatch(at -> at.isAfter(moment));
    }
}

package dev.depwatch.scenario;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.scenario.Apple.Answer;
import dev.depwatch.scenario.Apple.Download;
import dev.depwatch.scenario.JamfPro.Held;
import dev.depwatch.scenario.JamfPro.Synced;
import dev.depwatch.scenario.JamfPro.Tenure;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must hold in whatever happens, by what really happened:
 *
 * <ol>
 *   <li>never "regenerate" for a token with a good sync newer than its last failure;
 *   <li>never an owner who did not own the token when it failed;
 *   <li>"resolved" only where each of the tokens has synced well since, or is gone;
 *   <li>never that a server has lost its token by an upload, after the log said that the server was deleted;
 *   <li>never that a token whose date was over needs nothing more because its date has moved;
 *   <li>"not seen since" never where an outage alone hides the refusal;
 *   <li>"not its password" only where a token that is older than the failure has synced well since;
 *   <li>no firm "regenerate" where Apple refuses three owners of an organisation within five minutes, whose accounts it
 *       does not report as out;
 *   <li>Apple "no longer hears" from a server only where it hears from another, and "again" only by a new time.
 * </ol>
 *
 * Each as far as depwatch could know it: by what was read of the instance.
 */
final class Truth {
    private static final Duration TOGETHER = Duration.ofMinutes(5);
    private static final Duration THREE_SYNCS = Duration.ofMinutes(6);
    private static final Duration ROUND = Duration.ofSeconds(20);

    /** Answers that hide whether Apple would refuse the token. */
    private static final Set<Answer> OUTAGES =
            Set.of(Answer.SERVICE_UNAVAILABLE, Answer.NETWORK_FAULT, Answer.TIMESTAMP_REFUSED, Answer.PROXY_PAGE);

    private final Map<String, JamfPro> sites;
    private final Apple apple;
    private final InstantSource clock;
    private final Set<String> violations = new LinkedHashSet<>();
    private int checkedMessages;

    Truth(Map<String, JamfPro> sites, Apple apple, InstantSource clock) {
        this.sites = sites;
        this.apple = apple;
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
        assessment.findings().stream()
                .filter(finding -> finding.hints().contains(Hint.OTHER_TOKENS_WORK)
                        && finding.account().isPresent())
                .filter(finding -> !hasAnOlderOneSynced(finding))
                .forEach(finding -> violate("says that another token of " + finding.account() + " works, beside "
                        + finding.instance() + ", and none that is older has synced well since " + finding.since()));
        checkManyOwners(assessment);
        messages.subList(checkedMessages, messages.size()).forEach(message -> check(message, assessment));
        checkedMessages = messages.size();
    }

    private void checkFormerServer(Finding finding) {
        finding.detail()
                .former()
                .ifPresent(former -> finding.tokens()
                        .forEach(token -> site(token.key())
                                .filter(site -> site.tokens().containsKey(token.id())
                                        && site.loggedThatItIsGone(token.id(), former.serverName(), finding.since()))
                                .ifPresent(site ->
                                        violate(former.serverName() + " has lost its token, which was deleted before: "
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

    /** Whether a token of the owner that was there before the failure, as far as its row shows, has synced well since. */
    private boolean hasAnOlderOneSynced(Finding finding) {
        return sites.values().stream()
                .flatMap(site -> site.tokens().values().stream())
                .anyMatch(held -> held.syncs.stream()
                        .filter(sync -> sync.wentWell() && sync.at().isAfter(finding.since()))
                        .map(Synced::token)
                        .filter(token ->
                                AppleId.of(Scenario.address(token.owner())).equals(finding.account()))
                        .anyMatch(token -> held.tenures.stream()
                                .filter(tenure -> !tenure.from().isAfter(finding.since()))
                                .anyMatch(tenure -> looksLike(token, tenure))));
    }

    /** A token that is renewed twice on one day by one account has the same row before and after. */
    private static boolean looksLike(Download token, Tenure tenure) {
        return tenure.download().server().equals(token.server())
                && tenure.download().owner().equals(token.owner())
                && (tenure.download().equals(token)
                        || tenure.expires()
                                .equals(LocalDate.ofInstant(token.at(), ZoneOffset.UTC)
                                        .plusYears(1)));
    }

    private void checkManyOwners(Assessment assessment) {
        List<Finding> firm = assessment.findings().stream()
                .filter(finding -> finding.cause() == Cause.FORBIDDEN
                        && finding.remedy() == Remedy.REGENERATE
                        && !finding.likely()
                        && finding.account().isPresent())
                .toList();
        for (Finding one : firm) {
            Map<String, List<Instant>> refused = refusedSince(one.organization());
            refused.keySet()
                    .removeIf(owner -> AppleId.of(Scenario.address(owner))
                            .flatMap(assessment.apple()::accountOut)
                            .isPresent());
            refused.values().stream()
                    .flatMap(List::stream)
                    .filter(first ->
                            !first.isAfter(one.since()) && !first.plus(TOGETHER).isBefore(one.since()))
                    .filter(first -> refused.values().stream()
                                    .filter(begins -> begins.stream()
                                            .anyMatch(at -> !at.isBefore(first) && !at.isAfter(first.plus(TOGETHER))))
                                    .count()
                            > 2)
                    .forEach(first -> violate("is sure of " + one.account() + ", refused with others since " + first));
        }
    }

    /** When Apple began to refuse each owner's tokens, where depwatch knows the token. */
    private Map<String, List<Instant>> refusedSince(String organization) {
        Instant now = clock.instant();
        Map<String, List<Instant>> began = new HashMap<>();
        sites.values().stream()
                .filter(site ->
                        site.hasLog() && (site.reportsSyncs() || site.tokens().size() == 1))
                .flatMap(site -> site.tokens().values().stream())
                .filter(held -> held.organization.equals(organization))
                .forEach(held -> {
                    Optional<Synced> first = Optional.empty();
                    for (Synced sync : held.syncs) {
                        boolean isRefused = sync.refusal().equals(Optional.of(Answer.FORBIDDEN));
                        boolean isSame = first.filter(begun -> begun.token().equals(sync.token()))
                                .isPresent();
                        first = isRefused ? (isSame ? first : Optional.of(sync)) : Optional.empty();
                        first.map(Synced::at)
                                .filter(at -> at.plus(THREE_SYNCS).isBefore(now))
                                .ifPresent(
                                        at -> began.computeIfAbsent(sync.token().owner(), owner -> new ArrayList<>())
                                                .add(at));
                    }
                });
        return began;
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
                .filter(at -> !at.isBefore(newestFailure(site, held, now.plus(ROUND))))
                .isPresent();
        if (isContradicted) {
            violate("regenerate for " + token.key().instance() + "/" + token.id() + ", which synced well at "
                    + good.get());
        }
        if (finding.sightings() > 0
                && !hasFailed(site, held, token)
                && !stoppedByItself(finding, token.key(), site, held, now, assessment)) {
            violate("accuses " + token.owner() + " of " + token.key().instance() + "/" + token.id()
                    + ", whose token has not failed");
        }
    }

    /**
     * Where Jamf Pro does not report syncs, Apple's times cannot tell a token that it no longer syncs from one that
     * Apple refuses: it misses three syncs. Nor do they show before the next reading that it syncs again.
     */
    private static boolean stoppedByItself(
            Finding finding, Token.Key key, JamfPro site, Held held, Instant now, Assessment assessment) {
        Instant heard =
                newest(held.syncs.stream().map(Synced::at), now.minus(TOGETHER)).orElse(Instant.MIN);
        return finding.hints().contains(Hint.APPLE_CONNECTIONS)
                && !(site.reportsSyncs() && isReadSince(now.minus(TOGETHER), key, assessment))
                && held.syncs.stream()
                        .map(Synced::at)
                        .noneMatch(at -> at.isAfter(heard) && !at.isAfter(heard.plus(THREE_SYNCS)))
                && now.isAfter(heard.plus(THREE_SYNCS));
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
        checkSilence(notification);
        checkConnections(notification, assessment);
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

    private void checkSilence(Notification notification) {
        if (!notification.message().headline().startsWith("Not seen since")) {
            return;
        }
        List<Held> all = notification.alert().tokens().stream()
                .filter(key -> key.kind() == TokenKind.ADE
                        && site(key).filter(JamfPro::hasLog).isPresent())
                .flatMap(key ->
                        Stream.ofNullable(site(key).orElseThrow().tokens().get(key.id())))
                .toList();
        if (!all.isEmpty()
                && all.size() == notification.alert().tokens().size()
                && all.stream().allMatch(held -> isHiddenByAnOutage(held, notification.at()))) {
            violate("takes failing syncs for silence: " + notification.message().headline());
        }
    }

    /** Whether the token still syncs, and no sync went well since Apple last refused it. */
    private static boolean isHiddenByAnOutage(Held held, Instant now) {
        List<Synced> since = new ArrayList<>();
        for (Synced sync : held.syncs) {
            if (sync.refusal().filter(answer -> !OUTAGES.contains(answer)).isPresent()) {
                since.clear();
            } else {
                since.add(sync);
            }
        }
        return !since.isEmpty()
                && since.stream().noneMatch(Synced::wentWell)
                && since.get(since.size() - 1).at().plus(TOGETHER).isAfter(now);
    }

    private void checkConnections(Notification notification, Assessment assessment) {
        String headline = notification.message().headline();
        Instant since = notification.alert().since();
        if (headline.contains("Apple no longer hears")
                && !isHeardAfter(since.plus(TOGETHER), token -> true, assessment)) {
            violate("an absence that all share is an alarm: " + headline);
        }
        if (headline.contains("Apple hears from")
                && !isHeardAfter(
                        since, token -> notification.alert().instances().contains(token.instance()), assessment)) {
            violate("nothing has connected: " + headline);
        }
    }

    private boolean isHeardAfter(Instant moment, Predicate<Token> which, Assessment assessment) {
        return assessment.tokens().stream()
                .map(TokenHealth::token)
                .filter(which)
                .filter(token -> token.kind() == TokenKind.ADE)
                .flatMap(token -> site(token.key()).stream()
                        .flatMap(site -> Stream.ofNullable(site.tokens().get(token.id()))))
                .anyMatch(held -> apple.reported(held.tenure().download().server())
                        .lastConnected()
                        .filter(moment::isBefore)
                        .isPresent());
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
        // The syncs of one round are played in one step.
        Optional<Instant> good =
                newest(held.syncs.stream().filter(Synced::wentWell).map(Synced::at), now.plus(ROUND));
        Optional<Instant> failed = newest(
                held.syncs.stream()
                        .filter(sync -> !sync.wentWell())
                        .filter(sync -> site.hasLog() || (sync.isStated() && isReadSince(sync.at(), key, assessment)))
                        .map(Synced::at),
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

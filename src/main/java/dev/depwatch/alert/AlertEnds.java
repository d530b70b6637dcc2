package dev.depwatch.alert;

import dev.depwatch.alert.AlertEnd.How;
import dev.depwatch.alert.AlertEnd.Part;
import dev.depwatch.apple.Organization;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.MonitoringIssue.Kind;
import dev.depwatch.assess.Silence;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Recovery;
import dev.depwatch.assess.TokenHealth.Recovery.State;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides how an alert ended that a receiver was notified of and that the newest assessment does not contain. Pure. The
 * alert's tokens decide; on an instance without a known token, its cases decide.
 */
final class AlertEnds {
    private final Assessment now;
    private final List<Duration> warnAt;
    private final Map<Instance, List<AlertFacts>> present = new HashMap<>();
    private final Map<Token.Key, TokenHealth> tokens = new HashMap<>();
    private final Predicate<Token.Key> watched;
    private final Set<Instance> unheard;

    /**
     * @param now includes what is silenced
     * @param present the facts of the receiver's present alerts
     * @param warnAt how long before its expiry a token must be renewed
     */
    AlertEnds(Assessment now, List<AlertFacts> present, List<Duration> warnAt) {
        this.now = now;
        this.warnAt = warnAt;
        present.forEach(facts -> facts.instances()
                .forEach(instance -> this.present
                        .computeIfAbsent(instance, any -> new ArrayList<>())
                        .add(facts)));
        this.watched = watched(now);
        this.unheard = now.unheard();
        now.tokens().forEach(health -> tokens.put(health.token().key(), health));
    }

    /** Empty while the alert has not ended, or while a first reading or a later sync must decide. */
    Optional<AlertEnd> of(Delivered last) {
        Alert alert = last.alert();
        if (alert.instances().stream().anyMatch(unheard::contains)) {
            return Optional.empty();
        }
        Optional<AlertFacts> next = next(alert);
        if (next.isPresent()) {
            return Optional.of(new AlertEnd(How.SUPERSEDED, List.of(), Optional.empty(), next, Optional.empty()));
        }
        // One of several is among those that it still names.
        Set<Token.Key> named = alert.remedy() == Remedy.IDENTIFY ? alert.tokens() : last.tokens();
        List<Token.Key> hidden =
                named.stream().filter(key -> isHidden(key, alert)).toList();
        List<Token.Key> keys = named.stream()
                .filter(key -> alert.tokens().contains(key)
                        || hidden.contains(key)
                        || (health(key).flatMap(TokenHealth::finding).isEmpty()
                                && proofOfSyncs(key, alert).isPresent())
                        || !watched.test(key))
                .toList();
        Optional<Silence> first = silences(alert, hidden).min(Comparator.comparing(Silence::until));
        if (first.isPresent()) {
            return silenced(alert, hidden, keys, first.get());
        }
        if (alert.caseIds().isEmpty() && !isRenewedLate(alert)) {
            return alert.tokens().isEmpty() ? withoutToken(alert) : withoutCase(alert);
        }
        if (awaitsRecord(alert)) {
            return Optional.empty();
        }
        if (isWaitedFor(alert)) {
            return Optional.of(new AlertEnd(How.WAITING));
        }
        boolean isOneOfSeveral =
                alert.remedy() == Remedy.IDENTIFY && open(alert).findAny().isEmpty();
        if (!alert.tokens().isEmpty() && !isOneOfSeveral) {
            return byTokens(alert, keys);
        }
        return alert.tokens().stream().anyMatch(key -> mayStillFail(key, alert)) ? Optional.empty() : byCases(alert);
    }

    /** For tokens that were to be renewed, or whose servers were to be looked at. Their dates prove the end. */
    private Optional<AlertEnd> withoutCase(Alert alert) {
        boolean isOfADate = alert.remedy() == Remedy.RENEW || alert.remedy() == Remedy.REGENERATE;
        if (isOfADate && alert.tokens().stream().anyMatch(key -> isStillToRenew(key, alert))) {
            return Optional.empty();
        }
        // Nobody sees then whether such a token was renewed.
        boolean isUnwatched = !alert.tokens().stream().allMatch(watched);
        if (isUnseenAtApple(alert)) {
            return unseenAtApple();
        }
        boolean isDateMoved = isOfADate
                || (alert.remedy() == Remedy.RENEW_CERTIFICATE
                        && alert.tokens().stream().allMatch(key -> hasADateAhead(key, alert)));
        How how = alert.tokens().stream().allMatch(this::isRemoved)
                ? How.TOKEN_REMOVED
                : isUnwatched ? How.NO_LONGER_WATCHED : isDateMoved ? How.DATE_MOVED : How.NO_LONGER_FOUND;
        Stream<Part> parts = alert.tokens().stream()
                .filter(key -> how != How.NO_LONGER_FOUND)
                .map(this::byDate);
        return Optional.of(new AlertEnd(how, parts.toArray(Part[]::new)));
    }

    /** Whether it rests on what Apple's API showed of the owner's account or of the servers, and shows no more. */
    private boolean isUnseenAtApple(Alert alert) {
        List<TokenHealth> known =
                alert.tokens().stream().flatMap(key -> health(key).stream()).toList();
        return alert.remedy() == Remedy.RELINK_SERVER
                ? areServersUnseen(known)
                : alert.says(Hint.OWNER_ACCOUNT_OUT)
                        && known.stream()
                                .flatMap(health -> health.token().owner().stream())
                                .filter(owner ->
                                        owner.value().equals(alert.subject().value()))
                                .anyMatch(owner ->
                                        now.apple().accounts(owner).findAny().isEmpty());
    }

    private static boolean areServersUnseen(List<TokenHealth> all) {
        return !all.isEmpty() && all.stream().allMatch(health -> health.apple().isEmpty());
    }

    /** An organisation that has another name or scope in the configuration may show it in its first answer. */
    private Optional<AlertEnd> unseenAtApple() {
        return Optional.of(new AlertEnd(How.NO_LONGER_WATCHED))
                .filter(end -> now.apple().organizations().stream()
                        .allMatch(organization -> organization.readAt().isPresent()));
    }

    /** Ends once depwatch would find it if it continued: it is about what depwatch sees, or about a notification. */
    private Optional<AlertEnd> withoutToken(Alert alert) {
        List<Organization> organizations = now.apple().organizations().stream()
                .filter(one -> alert.organizationsAtApple().contains(one.name()))
                .toList();
        Set<Kind> kinds = alert.monitoringKinds();
        boolean isAsked = alert.instances().stream()
                .anyMatch(instance -> kinds.isEmpty()
                        ? now.isWatched(instance)
                        : kinds.stream().anyMatch(kind -> now.isAsked(kind, instance)));
        if (organizations.isEmpty() && !isAsked) {
            return Optional.of(new AlertEnd(How.NO_LONGER_WATCHED));
        }
        if (areServersUnseen(MonitoringText.ofSilentOwners(alert, now))) {
            return unseenAtApple();
        }
        boolean isSeen = organizations.stream()
                        // Not read yet, as after another scope in the configuration, it may still fail.
                        .allMatch(one -> one.failure().isEmpty()
                                && one.readAt().filter(alert.since()::isBefore).isPresent())
                && kinds.stream().allMatch(kind -> now.wouldFind(kind, alert.instances()));
        return isSeen ? Optional.of(new AlertEnd(How.NO_LONGER_FOUND)) : Optional.empty();
    }

    /** How it ended for one of several tokens to renew; empty for a certificate whose date proves nothing. */
    private Optional<Part> renewed(Token.Key token, Alert alert) {
        return Optional.of(byDate(token))
                .filter(part -> part.how() == How.NO_LONGER_WATCHED
                        || alert.remedy() == Remedy.RENEW
                        || hasADateAhead(token, alert));
    }

    private Part byDate(Token.Key token) {
        How ofDate = watched.test(token) ? How.DATE_MOVED : How.NO_LONGER_WATCHED;
        return part(token, isRemoved(token) ? How.TOKEN_REMOVED : ofDate);
    }

    private static Part part(Token.Key token, How how) {
        return new Part(token.instance(), Optional.of(token), how, Optional.empty());
    }

    /** The same remedy for the same subject first, then the most severe. */
    private Optional<AlertFacts> next(Alert alert) {
        return presentOf(alert)
                .filter(facts -> continuesAs(facts, alert))
                .min(Comparator.comparing((AlertFacts facts) -> !facts.key().equals(alert.key()))
                        .thenComparing(facts -> facts.severity(now.at()), Comparator.reverseOrder())
                        .thenComparing(AlertFacts::remedy)
                        .thenComparing(AlertFacts::subject));
    }

    private Stream<AlertFacts> presentOf(Alert alert) {
        Set<AlertFacts> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        return alert.instances().stream()
                .flatMap(instance -> present.getOrDefault(instance, List.of()).stream())
                .filter(seen::add);
    }

    /**
     * Whether an alert of these facts continues the alert. A case can cover several tokens, and a renewed token can
     * fail in a case of its own. What a date, an owner or a server explains has no case.
     */
    private boolean continuesAs(AlertFacts facts, Alert alert) {
        if (alert.tokens().isEmpty() || facts.all(finding -> finding.tokens().isEmpty())) {
            return facts.any(finding -> alert.sharesACase(finding) || isOfTheCertificate(finding, alert));
        }
        List<Finding> shared =
                facts.findings().stream().filter(alert::sharesAToken).toList();
        return !shared.isEmpty()
                && (alert.remedy() != Remedy.RENEW
                        || alert.aspects().contains(Cause.SYNC_FAILED.key())
                        || facts.remedy().isRenewal()
                        || facts.remedy().changesAFailingToken()
                        || shared.stream().anyMatch(finding -> finding.cause() == Cause.TOKEN_OF_ANOTHER_SERVER))
                && (alert.caseIds().isEmpty()
                        || facts.key().equals(alert.key())
                        || facts.any(alert::sharesACase)
                        || shared.stream()
                                .filter(finding ->
                                        !finding.remedy().isRenewal() || finding.cause() == Cause.SYNC_FAILED)
                                .flatMap(finding -> finding.tokens().stream().map(Token::key))
                                .anyMatch(key -> alert.tokens().contains(key)
                                        && recovery(key).state() == State.FAILS));
    }

    /** Whether the configuration has named the certificate since, or names it no more. An instance has one of a kind. */
    private static boolean isOfTheCertificate(Finding finding, Alert alert) {
        return finding.kind().isCertificate() && alert.isAbout(finding.kind());
    }

    /** A token has one finding, and others come before that it must be renewed: no such finding is no proof. */
    private boolean isStillToRenew(Token.Key key, Alert alert) {
        return health(key).map(TokenHealth::token).stream()
                .anyMatch(token ->
                        token.owner().flatMap(now.apple()::accountOut).isPresent()
                                || (token.expiry().isEmpty()
                                        && !(alert.remedy() == Remedy.RENEW && alert.says(Hint.OWNER_ACCOUNT_OUT))
                                        && now.isUnread(Reading.Part.EXPIRY, key.instance()))
                                || token.expiry().stream()
                                        .anyMatch(end ->
                                                end.warnsSince(warnAt, now.at()).isPresent()));
    }

    /**
     * Once Jamf Pro has reported the end, whatever the known date, only a new date is a proof. A push certificate of
     * another topic is not the former one renewed.
     */
    private boolean hasADateAhead(Token.Key key, Alert alert) {
        Optional<Token> former = now.formerSince(alert.since(), key);
        return health(key).map(TokenHealth::token).stream()
                .filter(token -> token.expiry().stream().anyMatch(expiry -> !expiry.isOver(now.at())))
                .filter(token -> former.filter(token::hasOtherServerId).isEmpty())
                .anyMatch(token -> !alert.says(Hint.CERTIFICATE_IS_OVER)
                        || former.filter(token::endDiffers).isPresent());
    }

    /** Whether its tokens were renewed or removed once their date or server was over: only syncs prove that end. */
    private boolean isRenewedLate(Alert alert) {
        return (alert.remedy() == Remedy.REGENERATE || alert.remedy() == Remedy.RELINK_SERVER)
                && alert.tokens().stream()
                        .anyMatch(token -> recovery(token).renewedAt().isPresent()
                                || isRemoved(token)
                                || (alert.remedy() == Remedy.RELINK_SERVER && isProven(token, alert)));
    }

    /** The tokens that depwatch knows or asks Jamf Pro for. No reading lists a push certificate that is not configured. */
    static Predicate<Token.Key> watched(Assessment now) {
        Set<Instance> asked = now.instances().stream()
                .filter(inventory -> inventory.source() == Source.JAMF)
                .map(InstanceInventory::instance)
                .collect(Collectors.toSet());
        Set<Token.Key> known =
                now.tokens().stream().map(health -> health.token().key()).collect(Collectors.toSet());
        return token -> known.contains(token) || (token.kind() != TokenKind.PUSH && asked.contains(token.instance()));
    }

    private How howUnseen(Instance instance) {
        return now.isWatched(instance) ? How.UNKNOWN : How.NO_LONGER_WATCHED;
    }

    /** @param hidden the silenced tokens; none if the alert names none */
    private Optional<AlertEnd> silenced(Alert alert, List<Token.Key> hidden, List<Token.Key> keys, Silence first) {
        List<Token.Key> others =
                keys.stream().filter(token -> !hidden.contains(token)).toList();
        if (others.stream().anyMatch(this::isAwaited)) {
            return Optional.empty();
        }
        Stream<Part> over = others.stream()
                .flatMap(token -> (alert.remedy().isRenewal() ? renewed(token, alert) : ofToken(token, alert)).stream())
                .filter(part -> part.how() != How.UNKNOWN);
        List<Part> parts = Stream.concat(hidden.stream().map(token -> part(token, How.SILENCED)), over)
                .toList();
        return Optional.of(new AlertEnd(How.SILENCED, parts, Optional.empty(), Optional.empty(), Optional.of(first)));
    }

    /** Whether it is silenced. One that the alert has lost since it named it must be found as the alert named it. */
    private boolean isHidden(Token.Key key, Alert alert) {
        return now.silenced(key).isPresent()
                && now.findings().stream()
                        .filter(finding -> alert.tokens().contains(key)
                                ? finding.remedy() != Remedy.WAIT
                                : new Alert.Key(finding.remedy(), Subject.of(finding)).equals(alert.key()))
                        .anyMatch(finding ->
                                finding.tokens().stream().map(Token::key).anyMatch(key::equals));
    }

    /** Those of the hidden tokens; if there are none, those of findings without a token and of monitoring issues. */
    private Stream<Silence> silences(Alert alert, List<Token.Key> hidden) {
        if (!hidden.isEmpty()) {
            return hidden.stream().flatMap(token -> now.silenced(token).stream());
        }
        Stream<Silence> ofFindings = now.findings().stream()
                .filter(finding -> finding.remedy() != Remedy.WAIT)
                // A case of several tokens can go on with another one, which is silenced.
                .filter(finding -> finding.tokens().isEmpty() || alert.tokens().isEmpty())
                .filter(finding -> alert.sharesACase(finding)
                        || (alert.instances().contains(finding.instance()) && isOfTheCertificate(finding, alert)))
                .flatMap(finding -> now.silenced(finding).stream());
        Stream<Silence> ofTroubles = now.issues().stream()
                .filter(issue -> alert.monitoringKinds().contains(issue.kind())
                        && issue.instance().filter(alert.instances()::contains).isPresent()
                        // Otherwise it is of a token that was silenced before the alert.
                        && !issue.since().isBefore(alert.since()))
                .flatMap(issue -> now.silenced(issue).stream());
        return Stream.concat(ofFindings, ofTroubles);
    }

    /** Whether one of several tokens was renewed: if it was another one, the next record says so. */
    private boolean awaitsRecord(Alert alert) {
        return alert.remedy() == Remedy.IDENTIFY
                && open(alert).findAny().isPresent()
                && alert.tokens().stream()
                        .anyMatch(key -> recovery(key).renewedAt().isPresent());
    }

    private boolean isWaitedFor(Alert alert) {
        return now.findings().stream()
                .filter(finding -> finding.remedy() == Remedy.WAIT)
                .anyMatch(finding -> alert.sharesACase(finding) || alert.sharesAToken(finding));
    }

    /** The alert's cases that are open on an instance, or were closed within the last hour. */
    private Stream<Case> open(Alert alert) {
        return now.cases().stream().filter(found -> alert.caseIds().contains(found.id()));
    }

    private List<ClosedCase> closed(Alert alert, Predicate<Instance> on) {
        return now.recentlyEnded().stream()
                .filter(end -> on.test(end.closed().instance())
                        && alert.caseIds().contains(end.closed().id()))
                .toList();
    }

    private Optional<AlertEnd> byCases(Alert alert) {
        if (open(alert).findAny().isPresent()) {
            return Optional.of(new AlertEnd(How.UNSUPPORTED));
        }
        return over(alert.instances().stream().map(instance -> ofInstance(instance, alert)), alert);
    }

    /** By the cases of an instance: the one with the weakest proof decides. */
    private Part ofInstance(Instance instance, Alert alert) {
        return closed(alert, instance::equals).stream()
                .map(end -> ofCase(end, alert))
                .max(Comparator.comparing(Part::how)
                        .thenComparing(part -> part.lastSeen().orElseThrow()))
                .orElseGet(() -> new Part(instance, Optional.empty(), howUnseen(instance), Optional.empty()));
    }

    /** For each of its tokens and cases, of which there are one or more: the weakest proof decides. */
    private Optional<AlertEnd> over(Stream<Part> each, Alert alert) {
        List<Part> parts = each.toList();
        How weakest = parts.stream().map(Part::how).max(How::compareTo).orElse(How.UNKNOWN);
        Optional<Instant> at = closed(alert, any -> true).stream()
                .map(ClosedCase::closedAt)
                .max(Instant::compareTo)
                // The end of an outage that hid the failure is not the failure's.
                .filter(ended -> alert.tokens().stream().noneMatch(key -> now.isReplacedSince(ended, key)));
        return Optional.of(new AlertEnd(weakest, parts, at, Optional.empty(), Optional.empty()));
    }

    /** What a case proves is no proof of a token of the alert that does not work. */
    private Part ofCase(ClosedCase end, Alert alert) {
        Case closed = end.closed();
        boolean isProven = alert.tokens().stream()
                .filter(token -> token.instance().equals(closed.instance()) && tokens.containsKey(token))
                .allMatch(token -> isProven(token, alert));
        How proof = How.valueOf(end.proof().name());
        How how = proof.isProof() && !isProven ? How.NOT_SEEN_SINCE : proof;
        return new Part(closed.instance(), Optional.empty(), how, Optional.of(closed.lastKnownAt()));
    }

    private boolean isProven(Token.Key key, Alert alert) {
        return proofOfSyncs(key, alert).filter(How::isProof).isPresent();
    }

    private Optional<AlertEnd> byTokens(Alert alert, List<Token.Key> keys) {
        if (keys.stream().anyMatch(key -> mayStillFail(key, alert))) {
            return Optional.empty();
        }
        List<Part> parts =
                keys.stream().flatMap(key -> ofToken(key, alert).stream()).toList();
        // Of an instance without a known token only the cases tell.
        List<Instance> others = new ArrayList<>(alert.instances());
        keys.forEach(key -> others.remove(key.instance()));
        if (parts.size() < keys.size() || others.stream().anyMatch(instance -> isOpen(instance, alert))) {
            boolean othersFail = presentOf(alert).anyMatch(facts -> facts.any(alert::sharesACase));
            return Optional.of(new AlertEnd(othersFail ? How.OTHERS_FAIL : How.UNSUPPORTED));
        }
        return over(Stream.concat(parts.stream(), others.stream().map(instance -> ofInstance(instance, alert))), alert);
    }

    private Recovery recovery(Token.Key key) {
        return health(key).map(TokenHealth::recovery).orElse(Recovery.NONE);
    }

    private boolean isAwaited(Token.Key key) {
        return Set.of(State.AWAITS_SYNC, State.AWAITS_FIRST_SYNC, State.SETTLES)
                .contains(recovery(key).state());
    }

    /** Whether the token awaits a sync, or fails in another case that is not reported yet. */
    private boolean mayStillFail(Token.Key key, Alert alert) {
        return isAwaited(key) || (recovery(key).state() == State.FAILS && !isOpen(key.instance(), alert));
    }

    private boolean isOpen(Instance instance, Alert alert) {
        return open(alert).anyMatch(found -> found.instance().equals(instance));
    }

    /** How the failure of one token ended; empty if it continues as far as depwatch knows. */
    private Optional<Part> ofToken(Token.Key key, Alert alert) {
        List<ClosedCase> its = closed(alert, key.instance()::equals);
        boolean isOpen = isOpen(key.instance(), alert);
        Optional<How> byCases = its.stream().map(end -> byCase(end, key)).max(Comparator.naturalOrder());
        Optional<How> how = !isOpen && its.stream().anyMatch(end -> end.proof() == Proof.NO_LONGER_WATCHED)
                ? Optional.of(How.NO_LONGER_WATCHED)
                : (isRemoved(key) ? Optional.of(How.TOKEN_REMOVED) : proofOfSyncs(key, alert))
                        .or(() -> isOpen ? Optional.empty() : byCases.or(() -> Optional.of(howUnseen(key.instance()))));
        Optional<Instant> lastSeen =
                its.stream().map(end -> end.closed().lastKnownAt()).max(Instant::compareTo);
        return how.map(known -> new Part(key.instance(), Optional.of(key), known, lastSeen));
    }

    /** For a token without a proof of its own: what a case of several tokens proves can be about the others. */
    private How byCase(ClosedCase end, Token.Key key) {
        boolean isOneOfSeveral = tokens.keySet().stream()
                        .filter(token -> token.instance().equals(key.instance())
                                && token.kind() == end.closed().cause().kind())
                        .count()
                > 1;
        return isOneOfSeveral ? How.NOT_SEEN_SINCE : How.valueOf(end.proof().name());
    }

    private Optional<TokenHealth> health(Token.Key key) {
        return Optional.ofNullable(tokens.get(key));
    }

    private Optional<How> proofOfSyncs(Token.Key key, Alert alert) {
        return health(key).flatMap(health -> How.bySyncs(health, now.isReplacedSince(alert.since(), key)));
    }

    private boolean isRemoved(Token.Key key) {
        return now.inventory(key.instance()).stream()
                .anyMatch(read -> read.removed(key).isPresent());
    }
}

package dev.depwatch.assess;

import static java.util.Map.entry;
import static java.util.Objects.requireNonNull;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Detail;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.Finding.Seen;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a certificate needs: by its date, which the configuration or Jamf Pro's API gives, and by what Jamf Pro
 * notifies. The worst of them counts, so a certificate is renewed once the notification is gone and its date lies ahead.
 * Also reports a changed topic, notifications that contradict the date of a token, and others to look into.
 */
record Certificates(AssessmentInput input) {
    /** A notification that says this much of a token or certificate. The later is the worse. */
    private enum State {
        ENDS,
        EXPIRED,
        REVOKED
    }

    private record Notified(TokenKind kind, State state) {}

    /** By Jamf Pro's types; the other types say nothing of an end. */
    private static final Map<String, Notified> NOTIFICATIONS = Map.ofEntries(
            entry("DEP_INSTANCE_WILL_EXPIRE", new Notified(TokenKind.ADE, State.ENDS)),
            entry("DEP_INSTANCE_EXPIRED", new Notified(TokenKind.ADE, State.EXPIRED)),
            entry("VPP_ACCOUNT_WILL_EXPIRE", new Notified(TokenKind.CONTENT, State.ENDS)),
            entry("VPP_ACCOUNT_EXPIRED", new Notified(TokenKind.CONTENT, State.EXPIRED)),
            entry("PUSH_CERT_WILL_EXPIRE", new Notified(TokenKind.PUSH, State.ENDS)),
            entry("PUSH_CERT_EXPIRED", new Notified(TokenKind.PUSH, State.EXPIRED)),
            entry("APNS_CERT_REVOKED", new Notified(TokenKind.PUSH, State.REVOKED)),
            entry("GSX_CERT_WILL_EXPIRE", new Notified(TokenKind.GSX, State.ENDS)),
            entry("GSX_CERT_EXPIRED", new Notified(TokenKind.GSX, State.EXPIRED)),
            entry("BUILT_IN_CA_EXPIRING", new Notified(TokenKind.CA, State.ENDS)),
            entry("BUILT_IN_CA_EXPIRED", new Notified(TokenKind.CA, State.EXPIRED)));

    /** What Jamf Pro notifies of that renewing does not mend, with what to do. */
    private static final Map<String, String> TO_LOOK_INTO = Map.of(
            "APNS_CONNECTION_FAILURE",
            "Check the network, the firewall and the push certificate of the Jamf Pro host",
            "BUILT_IN_CA_RENEWAL_FAILED",
            "Find the reason in JAMFSoftwareServer.log, and try again before the CA ends");

    /** A notification of before a renewal goes by itself; how soon is not documented. */
    private static final Duration SETTLED = Duration.ofDays(1);

    /** Who corrects a mistake later finds that devices have enrolled with it. */
    private static final Duration TOPIC_PUT_BACK_WITHIN = Duration.ofDays(14);

    Stream<Finding> findings() {
        return input.instances().stream()
                .flatMap(facts -> Stream.of(TokenKind.values())
                        .filter(TokenKind::isCertificate)
                        .flatMap(kind -> finding(facts, kind).stream()));
    }

    private Optional<Finding> finding(InstanceFacts facts, TokenKind kind) {
        Optional<TokenTimeline> certificate = certificate(facts, kind);
        List<JamfNotification> notifications = notifications(facts, kind);
        Optional<JamfNotification> worst = notifications.stream().max(Comparator.comparing(Certificates::state));
        Optional<Instant> warned = certificate.flatMap(token -> input.policy().warnsSince(token.token(), facts.now()));
        if (worst.isEmpty() && warned.isEmpty()) {
            return Optional.empty();
        }
        State state = worst.map(Certificates::state).orElse(State.ENDS);
        Optional<Instant> ended = certificate
                .filter(TokenTimeline::isExpired)
                .flatMap(token -> token.token().expiry())
                .map(Expiry::at);
        boolean isOver = state != State.ENDS || ended.isPresent();
        Set<Hint> hints = EnumSet.noneOf(Hint.class);
        if (isOver) {
            hints.add(Hint.CERTIFICATE_IS_OVER);
        }
        if (worst.isPresent()) {
            hints.add(Hint.AS_NOTIFIED);
        }
        Stream<Instant> notified = notifications.stream()
                .filter(notification -> !isOver || state(notification) != State.ENDS)
                .map(JamfNotification::since);
        Instant since = Stream.concat(notified, (isOver ? ended : warned).stream())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return Optional.of(new Finding(
                Remedy.RENEW_CERTIFICATE,
                certificate.isPresent() ? Certainty.CERTAIN : Certainty.UNKNOWN,
                false,
                state == State.REVOKED ? Cause.CERTIFICATE_REVOKED : Cause.CERTIFICATE_EXPIRED,
                hints,
                facts.instance(),
                kind,
                certificate.stream().map(TokenTimeline::token).toList(),
                new Seen(since, since, 0, List.of(), worst.map(this::evidence).orElse("")),
                Detail.NONE));
    }

    private String evidence(JamfNotification notification) {
        return "Jamf Pro API: notification " + notification.type() + ", first read "
                + input.times().time(notification.since());
    }

    /** Contradictions, a changed topic, what else must be looked into, and the types that the administrator wants reported. */
    Stream<MonitoringIssue> issues() {
        return input.instances().stream()
                .flatMap(facts -> Stream.concat(
                        certificate(facts, TokenKind.PUSH).flatMap(this::topicChanged).stream(),
                        facts.inventory().notices().stream()
                                .flatMap(notification ->
                                        contradiction(facts, notification)
                                                .or(() -> passOn(facts, notification))
                                                .stream())));
    }

    /** A renewed push certificate keeps its topic; devices know no other. */
    Optional<MonitoringIssue> topicChanged(TokenTimeline certificate) {
        return certificate.replacements().stream()
                .filter(replaced -> replaced.former().hasOtherServerId(certificate.token()))
                .reduce((older, newer) -> newer)
                .filter(change ->
                        change.at().plus(Finding.OTHER_SERVER_REPORTED_FOR).isAfter(input.now()))
                .flatMap(change -> topicChanged(certificate, change.at()));
    }

    /** Devices know the topic of before: what was in place shortly before the change may have been a mistake. */
    private static Optional<MonitoringIssue> topicChanged(TokenTimeline certificate, Instant at) {
        Token token = certificate.token();
        return certificate.replacements().stream()
                .filter(replaced -> replaced.at().plus(TOPIC_PUT_BACK_WITHIN).isAfter(at))
                .map(Replaced::former)
                .filter(former -> !former.serverId().isEmpty())
                .findFirst()
                .filter(former -> former.hasOtherServerId(token))
                .map(former -> new MonitoringIssue(
                        MonitoringIssue.Kind.TOPIC_CHANGED,
                        "",
                        "If the former certificate has not ended, upload it to Jamf Pro again and renew it with its"
                                + " own Apple ID. If only the file in pushCertificate is wrong, correct that. The new"
                                + " topic is " + token.serverUuid() + ", the former one " + former.serverUuid() + ".",
                        at,
                        List.of(certificate)));
    }

    private Optional<MonitoringIssue> passOn(InstanceFacts facts, JamfNotification notification) {
        return Optional.ofNullable(TO_LOOK_INTO.get(notification.type()))
                .or(() -> Optional.of("Look at it in Jamf Pro")
                        .filter(look -> input.policy().notifications().contains(notification.type())))
                .filter(what -> input.lastsLong(notification.since()))
                .map(what -> new MonitoringIssue(
                        facts.instance(),
                        MonitoringIssue.Kind.JAMF_NOTIFIES,
                        (notification.type() + " " + notification.name()).strip(),
                        what + " (" + notification.type()
                                + (notification.name().isEmpty() ? "" : ", \"" + notification.name() + "\"") + ").",
                        notification.since()));
    }

    /**
     * A token whose date contradicts a notification, which nobody has dismissed. Of a certificate the finding says so.
     */
    private Optional<MonitoringIssue> contradiction(InstanceFacts facts, JamfNotification notification) {
        Notified notified = NOTIFICATIONS.get(notification.type());
        if (notified == null || notified.kind().isCertificate()) {
            return Optional.empty();
        }
        Instant latest =
                facts.now().plus(notified.state() == State.EXPIRED ? Duration.ofDays(1) : Finding.WARNED_WITHIN);
        Instant settled = facts.now().minus(SETTLED);
        // Nothing tells two tokens of one name apart.
        return Finding.common(facts.tokens().stream()
                        .filter(token -> token.kind() == notified.kind()
                                && token.token().name().equals(notification.name())))
                .filter(token -> !notification.since().isAfter(settled) && !token.isRenewedSince(settled))
                .filter(token -> token.token().expiry().stream()
                        .anyMatch(expiry -> expiry.earliest().isAfter(latest)))
                .map(token -> new MonitoringIssue(
                        MonitoringIssue.Kind.DATES_DIFFER,
                        contradiction(token.token(), notified.state()),
                        "Jamf Pro notifies " + notification.type() + ": "
                                + contradiction(token.token(), notified.state())
                                + ". Find out in Jamf Pro which is right. If the notification is an old one, dismiss it.",
                        notification.since(),
                        List.of(token)));
    }

    private String contradiction(Token token, State notified) {
        return "\"" + token.name() + "\"" + (notified == State.EXPIRED ? " has expired" : " ends soon")
                + ", but the Jamf Pro API says "
                + token.expiry().orElseThrow().day(input.policy().timeZone());
    }

    private static Optional<TokenTimeline> certificate(InstanceFacts facts, TokenKind kind) {
        return facts.tokens().stream().filter(token -> token.kind() == kind).findFirst();
    }

    private static List<JamfNotification> notifications(InstanceFacts facts, TokenKind kind) {
        return facts.inventory().notices().stream()
                .filter(notification -> Optional.ofNullable(NOTIFICATIONS.get(notification.type())).stream()
                        .anyMatch(notified -> notified.kind() == kind))
                .toList();
    }

    private static State state(JamfNotification notification) {
        return requireNonNull(NOTIFICATIONS.get(notification.type())).state();
    }
}

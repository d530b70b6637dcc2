package dev.depwatch.alert;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.apple.Account.Status;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Puts an assessment into words: one alert for each remedy and subject, and the text of its end. Pure, and safe for any
 * thread. Names and evidence are bounded but otherwise as Jamf Pro and the logs have them: the renderer escapes them.
 */
public final class Alerts {
    /** What the aspect of a passed warning step begins with. */
    static final String STEP = "within_";

    /** Hints that change the advice; the others only explain it. */
    private static final Set<Hint> CHANGES_THE_ADVICE = EnumSet.of(
            Hint.PASSWORD_CHANGED_OR_ACCOUNT_DISABLED,
            Hint.APPLE_OR_NETWORK,
            Hint.MANY_OWNERS_REFUSED,
            Hint.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST,
            Hint.CHECK_TERMS_FIRST,
            Hint.CHECK_CLOCK_FIRST,
            Hint.CHECK_SERVER_FIRST,
            Hint.TERMS_SIGNED_LATELY,
            Hint.OTHER_TOKENS_WORK,
            Hint.OWNER_ACCOUNT_OUT,
            Hint.CERTIFICATE_IS_OVER,
            Hint.CONTENT_TOKENS_AT_RISK);

    private final Format format;
    private final List<Duration> warnAt;
    private final UnaryOperator<Message> marked;

    /**
     * @param zone of all times in the texts
     * @param warnAt how long before an expiry a new notification is due
     */
    public Alerts(ZoneId zone, List<Duration> warnAt) {
        this(zone, warnAt, UnaryOperator.identity());
    }

    private Alerts(ZoneId zone, List<Duration> warnAt, UnaryOperator<Message> marked) {
        this.format = new Format(new TimeFormat(zone));
        this.warnAt = warnAt.stream().sorted().toList();
        this.marked = marked;
    }

    /** The same for samples, which nobody can mistake for an alert. */
    public static Alerts ofATest(ZoneId zone, List<Duration> warnAt) {
        return new Alerts(zone, warnAt, Message::ofATest);
    }

    /** All alerts that are not silenced, ordered by severity, highest first, then by remedy and subject. */
    public List<Alert> of(Assessment assessment) {
        Wording wording = Wording.of(format, assessment);
        return ofEachSubject(wording.toNotify()).stream()
                .map(facts -> alert(facts, wording))
                .sorted(Comparator.comparing(Alert::severity)
                        .reversed()
                        .thenComparing(Alert::remedy)
                        .thenComparing(Alert::subject))
                .toList();
    }

    /** One alert for each remedy and subject: for tokens to regenerate, their Apple ID. */
    private static List<AlertFacts> ofEachSubject(Assessment toNotify) {
        return facts(
                toNotify,
                Stream::of,
                finding -> new Alert.Key(finding.remedy(), Subject.of(finding)),
                issue -> Subject.of(issue.kind()));
    }

    /** What somebody can act on: findings together that have one key, and monitoring issues that have one subject. */
    private static List<AlertFacts> facts(
            Assessment toNotify,
            Function<Finding, Stream<Finding>> split,
            Function<Finding, Object> key,
            Function<MonitoringIssue, Subject> subject) {
        Stream<AlertFacts> ofFindings = toNotify.findings().stream()
                .filter(finding -> finding.remedy() != Remedy.WAIT)
                .flatMap(split)
                .collect(groupingBy(key))
                .values()
                .stream()
                .map(alike -> new AlertFacts(alike.get(0).remedy(), Subject.of(alike.get(0)), alike, List.of()));
        Stream<AlertFacts> ofIssues = toNotify.issues().stream().collect(groupingBy(subject)).entrySet().stream()
                .map(alike -> new AlertFacts(Remedy.INVESTIGATE, alike.getKey(), List.of(), alike.getValue()));
        return Stream.concat(ofFindings, ofIssues).toList();
    }

    private Alert alert(AlertFacts facts, Wording wording) {
        Message message = Links.eachMenuOnce(message(facts, wording));
        // What follows names the part of the monitoring.
        String subject = facts.subject().kind() == Subject.Kind.MONITORING
                ? "Monitoring"
                : Format.cut(facts.subject().name());
        return new Alert(
                facts.remedy(),
                facts.subject(),
                facts.severity(wording.toNotify().at()),
                facts.tokens().stream().map(Token::key).collect(toUnmodifiableSet()),
                Set.copyOf(facts.instances()),
                aspects(facts, wording),
                facts.since(),
                facts.caseIds(),
                marked.apply(message.with(subject + ": " + message.headline(), message.where())));
    }

    /** Without the subject, which leads the headline. */
    private static Message message(AlertFacts facts, Wording wording) {
        return switch (facts.remedy()) {
            case REGENERATE -> new RegenerateText(facts, wording).message();
            case ACCEPT_TERMS -> new TermsText(facts, wording).message();
            case RELINK_SERVER -> new ServerText(facts, wording).relink();
            case RECLAIM -> new ServerText(facts, wording).reclaim();
            case IDENTIFY -> new IdentifyText(facts, wording).message();
            case INVESTIGATE ->
                facts.findings().isEmpty()
                        ? new MonitoringText(facts, wording).message()
                        : new InvestigateText(facts, wording).message();
            case RENEW_CERTIFICATE -> new CertificateText(facts, wording).message();
            case RENEW -> new RenewText(facts, wording).message();
            case WAIT -> throw new IllegalArgumentException("a failure to wait for has no alert");
        };
    }

    /** Words rather than a hash, so that a person can read saved ones. */
    private Set<String> aspects(AlertFacts facts, Wording wording) {
        Set<String> aspects = new HashSet<>();
        for (Finding finding : facts.findings()) {
            aspects.add(facts.allLikely() ? "likely" : "firm");
            aspects.add(
                    finding.certainty() == Certainty.UNKNOWN
                            // Without a token's key, only this shows that another kind has joined.
                            ? finding.certainty().key() + "_" + finding.kind().key()
                            : finding.certainty().key());
            // A token to renew may fail already.
            if (facts.remedy() == Remedy.INVESTIGATE || finding.cause() == Cause.SYNC_FAILED) {
                // A token that fails intermittently can have another cause each time.
                aspects.add(
                        finding.says(Hint.SYNCS_FLAP)
                                ? Hint.SYNCS_FLAP.name()
                                : finding.cause().key());
            }
        }
        CHANGES_THE_ADVICE.stream()
                .filter(facts::says)
                // One of them that works again excludes terms, and the others may follow in the next seconds.
                .filter(hint -> hint != Hint.CHECK_TERMS_FIRST || !facts.says(Hint.MANY_OWNERS_REFUSED))
                .forEach(hint -> aspects.add(hint.name()));
        facts.issues().forEach(issue -> aspects.addAll(List.of(issue.kind().name(), issue.about())));
        // Most issues are about nothing more.
        aspects.remove("");
        // An instance that joins is new by itself.
        aspects.addAll(facts.organizationsAtApple());
        if (wording.otherServers().covers(facts)) {
            aspects.add("plan_of_other_server");
        }
        if (facts.remedy().isRenewal()) {
            if (facts.says(Hint.OWNER_ACCOUNT_OUT) && !wording.apple().isOut(facts, Status.LOCKED)) {
                // Nobody can unlock it any more.
                aspects.add("owner_account_gone");
            }
            // The nearest warning step that the first expiry has passed.
            facts.untilFirstExpiry(wording.toNotify().at())
                    .flatMap(left -> warnAt.stream()
                            .filter(step -> left.compareTo(step) <= 0)
                            .findFirst())
                    .ifPresent(step -> aspects.add(STEP + step));
        }
        return aspects;
    }

    /**
     * The same in smaller alerts: one for each token, one for each failure on an instance whose token is not known, and
     * one for the monitoring issues of each instance or organisation at Apple. For a receiver that groups alerts itself.
     * In no order.
     */
    public List<AlertFacts> ofEachToken(Assessment assessment) {
        record Key(Remedy remedy, Instance instance, TokenKind kind, Optional<String> tokenId) {}

        return facts(
                assessment.toNotify(),
                Alerts::byToken,
                finding -> new Key(
                        finding.remedy(),
                        finding.instance(),
                        finding.kind(),
                        AlertFacts.certainToken(finding).map(Token::id)),
                Subject::placeOf);
    }

    /** Splits a finding that is certain of several tokens into one for each token. */
    static Stream<Finding> byToken(Finding finding) {
        return finding.certainty() == Certainty.CERTAIN
                ? finding.tokens().stream().map(token -> finding.with(List.of(token)))
                : Stream.of(finding);
    }

    /**
     * How an alert ended that is not in the newest assessment.
     *
     * @param message the text of the end
     */
    public record Ended(AlertEnd end, Message message) {}

    /** How alerts of {@link #of} ended; empty while an alert has not ended. */
    public Function<Delivered, Optional<Ended>> ends(Assessment now) {
        return ends(now, ofEachSubject(now.toNotify()));
    }

    /** The same for alerts of {@link #ofEachToken}. */
    public Function<Delivered, Optional<Ended>> endsOfEachToken(Assessment now) {
        return ends(now, ofEachToken(now));
    }

    private Function<Delivered, Optional<Ended>> ends(Assessment now, List<AlertFacts> present) {
        AlertEnds ends = new AlertEnds(now, present, warnAt);
        Wording wording = Wording.of(format, now);
        // Many small alerts can continue as one large one.
        IdentityHashMap<AlertFacts, Alert> worded = new IdentityHashMap<>();
        return last -> ends.of(last).map(end -> {
            Optional<Alert> next = end.next().map(facts -> worded.computeIfAbsent(facts, any -> alert(facts, wording)));
            return new Ended(end, marked.apply(new EndText(last.alert(), end, next, format, now).message()));
        });
    }

    /**
     * The summary of a week or a month, in the form of an alert.
     *
     * @param period such as "a week"
     * @param closed the first sentences of the ends since then
     * @param since when the last summary was sent
     */
    public Alert summary(String period, Assessment assessment, List<String> closed, Instant since) {
        return new SummaryText(format, assessment, of(assessment)).of(period, closed, since);
    }

    /** The alert of each of {@link #ofEachToken}, or what is known of it, if that is enough to explain how it ended. */
    public BiFunction<AlertFacts, Optional<Alert>, Alert> words(Assessment assessment) {
        Wording wording = Wording.of(format, assessment);
        return (facts, known) -> known.filter(alert -> alert.caseIds().equals(facts.caseIds())
                        && alert.aspects().equals(aspects(facts, wording))
                        && !facts.since().isBefore(alert.since()))
                .orElseGet(() -> alert(facts, wording));
    }

    /** Words each of {@link #ofEachToken}. */
    public Function<AlertFacts, Share> shares(Assessment assessment) {
        Wording wording = Wording.of(format, assessment);
        Share.Alike alike = new Share.Alike(wording);
        return facts -> Share.of(facts, alert(facts, wording), wording, alike);
    }
}

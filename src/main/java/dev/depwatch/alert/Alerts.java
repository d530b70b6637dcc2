package dev.depwatch.alert;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Puts an assessment into words: one alert for each remedy and subject, and the text of its end. Pure, and safe for any
 * thread. Names and evidence are bounded but otherwise as Jamf Pro and the logs have them: the renderer escapes them.
 */
public final class Alerts {
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
        this.format = new Format(zone);
        this.warnAt = warnAt.stream().sorted().toList();
        this.marked = marked;
    }

    /** The same for samples, which nobody can mistake for an alert. */
    public static Alerts ofATest(ZoneId zone, List<Duration> warnAt) {
        return new Alerts(zone, warnAt, Message::ofATest);
    }

    /** The zone of all times in the texts. */
    public ZoneId timeZone() {
        return format.times().zone();
    }

    /** All alerts that are not silenced, ordered by severity, highest first, then by remedy and subject. */
    public List<Alert> of(Assessment assessment) {
        return groups(assessment).stream()
                .map(words(assessment))
                .sorted(Comparator.comparing(Alert::severity)
                        .reversed()
                        .thenComparing(Alert::remedy)
                        .thenComparing(Alert::subject))
                .toList();
    }

    /** One group for each remedy and subject: for tokens to regenerate, their Apple ID. */
    private static List<AlertGroup> groups(Assessment assessment) {
        return groups(
                assessment,
                Stream::of,
                finding -> new Alert.Key(finding.remedy(), Subject.of(finding)),
                issue -> Subject.of(issue.kind()));
    }

    /** Groups what is not silenced and somebody can act on: findings by a key, and monitoring issues by their subject. */
    private static List<AlertGroup> groups(
            Assessment assessment,
            Function<Finding, Stream<Finding>> split,
            Function<Finding, Object> key,
            Function<MonitoringIssue, Subject> subject) {
        Assessment toNotify = assessment.toNotify();
        Stream<AlertGroup> ofFindings = toNotify.findings().stream()
                .filter(finding -> finding.remedy() != Remedy.WAIT)
                .flatMap(split)
                .collect(groupingBy(key))
                .values()
                .stream()
                .map(alike -> new AlertGroup(alike.get(0).remedy(), Subject.of(alike.get(0)), alike, List.of()));
        Stream<AlertGroup> ofIssues = toNotify.issues().stream().collect(groupingBy(subject)).entrySet().stream()
                .map(alike -> new AlertGroup(Remedy.INVESTIGATE, alike.getKey(), List.of(), alike.getValue()));
        return Stream.concat(ofFindings, ofIssues).toList();
    }

    /** Words each group. */
    public Function<AlertGroup, Alert> words(Assessment assessment) {
        Assessment toNotify = assessment.toNotify();
        Wording wording = Wording.of(format, toNotify);
        return group -> new Alert(
                group.remedy(),
                group.subject(),
                group.severity(toNotify.at()),
                group.tokens().stream().map(Token::key).collect(toUnmodifiableSet()),
                Set.copyOf(group.instances()),
                aspects(group, wording.otherServers(), toNotify.at()),
                group.since(),
                group.caseIds(),
                marked.apply(Links.eachMenuOnce(message(group, wording))));
    }

    private static Message message(AlertGroup group, Wording wording) {
        return switch (group.remedy()) {
            case REGENERATE -> new RegenerateText(group, wording).message();
            case ACCEPT_TERMS -> new TermsText(group, wording).message();
            case RELINK_SERVER -> new ServerText(group, wording).relink();
            case RECLAIM -> new ServerText(group, wording).reclaim();
            case IDENTIFY -> new IdentifyText(group, wording).message();
            case INVESTIGATE ->
                group.findings().isEmpty()
                        ? new MonitoringText(group, wording).message()
                        : new InvestigateText(group, wording).message();
            case RENEW_CERTIFICATE -> new CertificateText(group, wording).message();
            case RENEW -> new RenewText(group, wording).message();
            case WAIT -> throw new IllegalArgumentException("a failure to wait for has no alert");
        };
    }

    /** Words rather than a hash, so that a person can read saved ones. */
    private Set<String> aspects(AlertGroup group, OtherServerPlan otherServers, Instant now) {
        Stream<String> how =
                group.findings().isEmpty() ? Stream.of() : Stream.of(group.allLikely() ? "likely" : "firm");
        Stream<String> which = group.findings().stream()
                .map(finding -> finding.certainty() == Certainty.UNKNOWN
                        // Without a token's key, only this shows that another kind has joined.
                        ? finding.certainty().key() + "_" + finding.kind().key()
                        : finding.certainty().key());
        Stream<String> advice = Stream.of(Hint.values())
                .filter(CHANGES_THE_ADVICE::contains)
                .filter(group::says)
                // One of them that works again excludes terms, and the others may follow in the next seconds.
                .filter(hint -> hint != Hint.CHECK_TERMS_FIRST || !group.says(Hint.MANY_OWNERS_REFUSED))
                .map(Hint::name);
        // A token that fails intermittently can have another cause each time.
        Stream<String> toLookAt = group.remedy() == Remedy.INVESTIGATE
                ? Stream.concat(
                        group.findings().stream()
                                .map(finding -> finding.says(Hint.SYNCS_FLAP)
                                        ? Hint.SYNCS_FLAP.name()
                                        : finding.cause().key()),
                        Stream.concat(
                                group.issues().stream()
                                        .flatMap(issue -> Stream.of(issue.kind().name(), issue.about()))
                                        .filter(aspect -> !aspect.isEmpty()),
                                // An instance that joins is new by itself.
                                group.organizationsAtApple().stream()))
                : Stream.of();
        Stream<String> plan = otherServers.covers(group) ? Stream.of("plan_of_other_server") : Stream.of();
        Stream<String> step = group.remedy().isRenewal() ? step(group, now).stream() : Stream.of();
        return Stream.of(how, which, advice, toLookAt, plan, step)
                .flatMap(part -> part)
                .collect(toUnmodifiableSet());
    }

    /** The nearest warning step that the first expiry has passed. */
    private Optional<String> step(AlertGroup group, Instant now) {
        return group.untilFirstExpiry(now)
                .flatMap(left -> warnAt.stream()
                        .filter(step -> left.compareTo(step) <= 0)
                        .findFirst())
                .map(step -> "within_" + step);
    }

    /**
     * The same facts in smaller groups: one for each token, one for each failure on an instance whose token is not
     * known, and one for the monitoring issues of each instance or organisation at Apple. For a receiver that groups
     * alerts itself. In no order.
     */
    public List<AlertGroup> ofEachToken(Assessment assessment) {
        record Key(Remedy remedy, Instance instance, TokenKind kind, Optional<String> tokenId) {}

        return groups(
                assessment,
                Alerts::byToken,
                finding -> new Key(
                        finding.remedy(),
                        finding.instance(),
                        finding.kind(),
                        AlertGroup.certainToken(finding).map(Token::id)),
                Subject::placeOf);
    }

    /** Splits a finding that is certain of several tokens into one for each token. */
    private static Stream<Finding> byToken(Finding finding) {
        return finding.certainty() == Certainty.CERTAIN
                ? finding.tokens().stream().map(finding::about)
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
        return ends(now, groups(now));
    }

    /**
     * How alerts ended; empty while an alert has not ended.
     *
     * @param groups the groups behind the receiver's alerts, such as {@link #ofEachToken}
     */
    public Function<Delivered, Optional<Ended>> ends(Assessment now, List<AlertGroup> groups) {
        AlertEnds ends = new AlertEnds(now, groups, warnAt);
        Function<AlertGroup, Alert> words = words(now);
        return last -> ends.of(last)
                .map(end -> new Ended(end, marked.apply(new EndText(last.alert(), end, format, now).message(words))));
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

    /** What each group of {@link #ofEachToken} adds where one message shows several. */
    public Function<AlertGroup, Share> shares(Assessment assessment) {
        Wording wording = Wording.of(format, assessment.toNotify());
        return group -> Share.of(group, wording);
    }
}

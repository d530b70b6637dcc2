package dev.depwatch.alert;

import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Detail;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one alert is about: the findings that need one remedy for one subject, ordered by instance.
 *
 * @param issues the monitoring issues of the instance or the organisation at Apple if the remedy is to investigate;
 *     otherwise empty
 */
public record AlertFacts(Remedy remedy, Subject subject, List<Finding> findings, List<MonitoringIssue> issues) {
    private static final Comparator<Finding> ORDER = Comparator.comparing(Finding::instance)
            .thenComparing(Finding::kind)
            .thenComparing(Finding::cause)
            .thenComparing(Finding::since);

    public AlertFacts {
        findings = findings.stream().sorted(ORDER).toList();
        issues = issues.stream()
                .sorted(Comparator.comparing(MonitoringIssue::kind).thenComparing(MonitoringIssue::sentence))
                .toList();
    }

    /** The key of the alert made from them. */
    public Alert.Key key() {
        return new Alert.Key(remedy, subject);
    }

    public List<Instance> instances() {
        return eachOnce(Stream.concat(
                findings.stream().map(Finding::instance), issues.stream().flatMap(issue -> issue.instance().stream())));
    }

    /** The organisations at Apple of the issues, by their names in the configuration. */
    public List<String> organizationsAtApple() {
        return eachOnce(issues.stream().map(MonitoringIssue::organization).filter(name -> !name.isEmpty()));
    }

    private static <T> List<T> eachOnce(Stream<T> values) {
        return values.distinct().sorted().toList();
    }

    public List<Token> tokens() {
        return findings.stream()
                .flatMap(finding -> finding.tokens().stream())
                .distinct()
                .toList();
    }

    /** The one token, if there is only one and it is certain. */
    public Optional<Token> certainToken() {
        return Finding.common(findings.stream().map(AlertFacts::certainToken)).flatMap(token -> token);
    }

    static Optional<Token> certainToken(Finding finding) {
        return finding.certainty() == Certainty.CERTAIN && finding.tokens().size() == 1
                ? Optional.of(finding.tokens().get(0))
                : Optional.empty();
    }

    /** The Apple ID that owns every token; empty if it is unknown, or there are several. */
    public Optional<AppleId> account() {
        return Finding.common(findings.stream().map(Finding::account)).flatMap(account -> account);
    }

    public List<TokenKind> kinds() {
        return eachOnce(findings.stream().map(Finding::kind));
    }

    public List<Cause> causes() {
        return eachOnce(findings.stream().map(Finding::cause));
    }

    /** What keeps depwatch from seeing, in order. */
    public Set<MonitoringIssue.Kind> monitoringKinds() {
        return issues.stream().map(MonitoringIssue::kind).collect(Collectors.toCollection(TreeSet::new));
    }

    boolean any(Predicate<Finding> which) {
        return findings.stream().anyMatch(which);
    }

    boolean all(Predicate<Finding> which) {
        return findings.stream().allMatch(which);
    }

    boolean says(Hint hint) {
        return switch (hint) {
            case OTHER_TOKENS_WORK -> othersWorkedAtFirst();
            case CONTENT_TOKENS_AT_RISK -> !othersWorkedAtFirst() && any(finding -> finding.says(hint));
            default -> any(finding -> finding.says(hint));
        };
    }

    /** Whether a finding has an unknown token. */
    boolean hasUnknownToken() {
        return any(finding -> finding.certainty() == Certainty.UNKNOWN);
    }

    /** How many other tokens of the owner work beside each that a changed password may have ended. */
    int othersThatWork() {
        return besideOthers()
                .map(Finding::detail)
                .mapToInt(Detail::othersThatWork)
                .min()
                .orElse(0);
    }

    /** Whether others worked beside the first of them to fail. Beside what fails later, nobody knows it for minutes. */
    boolean othersWorkedAtFirst() {
        return besideOthers().min(Comparator.comparing(Finding::since)).stream()
                .anyMatch(first -> first.detail().othersThatWork() > 0);
    }

    private Stream<Finding> besideOthers() {
        return findings.stream().filter(finding -> finding.cause().canFollowPasswordChange());
    }

    /** Whether the owner's password or account is the reason. */
    boolean isOfPassword() {
        return remedy == Remedy.REGENERATE && says(Hint.PASSWORD_CHANGED_OR_ACCOUNT_DISABLED);
    }

    boolean allLikely() {
        return all(Finding::likely);
    }

    /** Of tokens that may not need it: terms or an outage explain better why Apple refuses many owners at once. */
    public static String doubt(List<Finding> likely) {
        return likely.stream().anyMatch(finding -> finding.says(Hint.MANY_OWNERS_REFUSED)) ? "perhaps" : "most likely";
    }

    public Instant since() {
        return Stream.concat(
                        findings.stream().map(Finding::since), issues.stream().map(MonitoringIssue::since))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    public List<String> caseIds() {
        return eachOnce(findings.stream().flatMap(finding -> finding.caseIds().stream()));
    }

    /** The newest log record. */
    String evidence() {
        return findings.stream()
                .filter(finding -> !finding.evidence().isBlank())
                .max(Comparator.comparing(Finding::lastSeen).thenComparing(Finding::evidence))
                .map(Finding::evidence)
                .orElse("");
    }

    /** How urgent it is at that moment. */
    public Severity severity(Instant now) {
        return switch (remedy) {
            case REGENERATE, ACCEPT_TERMS -> Severity.CRITICAL;
            // Enrolment fails just as if the token were known.
            case IDENTIFY ->
                causes().stream().anyMatch(cause -> cause.remedy() == Remedy.REGENERATE)
                        ? Severity.CRITICAL
                        : Severity.WARNING;
            case RELINK_SERVER, RECLAIM, INVESTIGATE -> Severity.WARNING;
            // What hangs on such an account may stop at any moment.
            case RENEW ->
                says(Hint.OWNER_ACCOUNT_OUT) || expiries().anyMatch(end -> end.isUrgent(now))
                        ? Severity.WARNING
                        : Severity.INFO;
            case RENEW_CERTIFICATE -> ofCertificates(now);
            case WAIT -> Severity.INFO;
        };
    }

    /**
     * There is no way back after the end of a push certificate or of the built-in CA. An end whose date is not known, or
     * is only configured and contradicted, can be near.
     */
    private Severity ofCertificates(Instant now) {
        boolean mayBeUrgent = says(Hint.OWNER_ACCOUNT_OUT)
                || any(finding -> finding.expiries().findAny().isEmpty()
                        || (finding.isOfConfiguredDate() && finding.isContradicted(now)));
        return findings.stream()
                .filter(finding -> finding.says(Hint.CERTIFICATE_IS_OVER)
                        || finding.expiries().anyMatch(end -> end.isUrgent(now)))
                .map(finding -> finding.kind() == TokenKind.GSX ? Severity.WARNING : Severity.CRITICAL)
                .max(Comparator.naturalOrder())
                .orElse(mayBeUrgent ? Severity.WARNING : Severity.INFO);
    }

    /** Negative if it is over. */
    Optional<Duration> untilFirstExpiry(Instant now) {
        return expiries().map(Expiry::earliest).min(Comparator.naturalOrder()).map(at -> Duration.between(now, at));
    }

    /** When its tokens end, as far as that is known. */
    Stream<Expiry> expiries() {
        return findings.stream().flatMap(Finding::expiries);
    }
}

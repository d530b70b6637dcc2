package dev.depwatch.alert;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.token.Instance;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The subject of a remedy.
 *
 * @param value the Apple ID, the organisation, the instance, the part of the monitoring, or the time of a
 *     summary; "" for the service
 */
public record Subject(Kind kind, String value) implements Comparable<Subject> {
    private static final Subject SERVICE = new Subject(Kind.SERVICE, "");

    /** The kinds of subject. The kind is part of the name: an instance may have the same name as an organisation. */
    public enum Kind {
        APPLE_ID("Apple ID ", ""),
        ORGANISATION("Organisation ", ""),
        INSTANCE("Instance ", ""),
        /** A failure that affects every token of every owner. */
        SERVICE("Apple's service or the network", ""),
        /** What keeps depwatch from seeing. */
        MONITORING("Monitoring (", ")"),
        /** Of everything, at the beginning of a week or a month, or after a quiet time. */
        SUMMARY("Summary of ", "");

        private final String before;
        private final String after;

        Kind(String before, String after) {
            this.before = before;
            this.after = after;
        }
    }

    /** Such as "Apple ID it-admin@example.org". */
    @JsonValue
    public String name() {
        return kind.before + value + kind.after;
    }

    /** Reads a saved {@link #name}. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Subject saved(String name) {
        return Stream.of(Kind.values())
                .filter(kind -> name.startsWith(kind.before) && name.endsWith(kind.after))
                .findFirst()
                .map(kind ->
                        new Subject(kind, name.substring(kind.before.length(), name.length() - kind.after.length())))
                .orElseThrow(() -> new IllegalArgumentException("not the subject of an alert: " + name));
    }

    /** The value if the subject is of this kind; otherwise empty. */
    public Optional<String> valueOf(Kind wanted) {
        return kind == wanted ? Optional.of(value) : Optional.empty();
    }

    boolean isInstance() {
        return kind == Kind.INSTANCE;
    }

    @Override
    public int compareTo(Subject other) {
        return name().compareTo(other.name());
    }

    @Override
    public String toString() {
        return name();
    }

    /** The instance itself. */
    public static Subject of(Instance instance) {
        return new Subject(Kind.INSTANCE, instance.name());
    }

    /** Where the issue is. */
    static Subject placeOf(MonitoringIssue issue) {
        return issue.instance().map(Subject::of).orElseGet(() -> new Subject(Kind.ORGANISATION, issue.organization()));
    }

    /** One alert reports a monitoring issue for all instances, or organisations at Apple, that have it. */
    static Subject of(MonitoringIssue.Kind kind) {
        return new Subject(Kind.MONITORING, MonitoringWords.of(kind).subject());
    }

    /** One cause is one subject, on however many instances. */
    public static Subject of(Finding finding) {
        return switch (finding.remedy()) {
            case REGENERATE ->
                finding.says(Hint.MANY_OWNERS_REFUSED)
                                && !finding.organization().isBlank()
                        ? ofOrganization(finding)
                        : ofAccount(finding);
            case RENEW, RENEW_CERTIFICATE -> ofAccount(finding);
            case ACCEPT_TERMS -> ofOrganization(finding);
            case INVESTIGATE -> ofMatter(finding);
            case IDENTIFY, RELINK_SERVER, RECLAIM, WAIT -> of(finding.instance());
        };
    }

    private static Subject ofAccount(Finding finding) {
        return finding.account()
                .map(owner -> new Subject(Kind.APPLE_ID, owner.value()))
                .orElseGet(() -> of(finding.instance()));
    }

    private static Subject ofOrganization(Finding finding) {
        return finding.organization().isBlank()
                ? of(finding.instance())
                : new Subject(Kind.ORGANISATION, finding.organization());
    }

    private static Subject ofMatter(Finding finding) {
        return switch (Matter.of(finding)) {
            // If only a log says so, it concerns that instance alone.
            case FLAPPING -> finding.detail().syncs().isPresent() ? SERVICE : of(finding.instance());
            case SERVICE -> SERVICE;
            case TERMS_SIGNED_LATELY -> ofOrganization(finding);
            case SYNC_FAILED, BAD_REQUEST, UNKNOWN_ANSWER, NETWORK -> ofAccount(finding);
            case OTHER_SERVER, OLD_NOTIFICATION, CLOCK_REFUSED, PROXY, REQUEST, CONTENT_SYNCS -> of(finding.instance());
        };
    }
}

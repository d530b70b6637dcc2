package dev.depwatch.notify.alertmanager;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.alert.AlertFacts;
import dev.depwatch.alert.Severity;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The identity of an alert in Alertmanager, which groups, routes and silences by it. It holds no detail of a failure,
 * so that a silence still matches when another record of the same failure words it differently.
 */
record Labels(SortedMap<String, String> values) {
    private static final String ALERTNAME = "alertname";
    private static final String SEVERITY = "severity";
    private static final String APPLE_ID = "apple_id";
    static final String JAMF_INSTANCE = "jamf_instance";
    private static final String ORGANIZATION = "organization";
    private static final String KIND = "kind";
    private static final String TOKEN_ID = "token_id";

    /** Names that an external label cannot have. */
    static final List<String> OWN = List.of(ALERTNAME, SEVERITY, APPLE_ID, JAMF_INSTANCE, ORGANIZATION, KIND, TOKEN_ID);

    /** The length of the metrics' labels, with which queries join them. */
    private static final int MAX_VALUE = 500;

    private static final ObjectMapper JSON = new ObjectMapper();

    Labels {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** For an alert about one token, about a failure without a known token, or about monitoring. */
    static Labels of(AlertFacts facts, Severity severity, Map<String, String> external) {
        SortedMap<String, String> labels = new TreeMap<>(external);
        put(labels, ALERTNAME, Stream.of(alertname(facts.remedy())));
        put(labels, SEVERITY, Stream.of(severity.key()));
        put(labels, APPLE_ID, facts.account().stream().map(AppleId::value));
        put(labels, JAMF_INSTANCE, facts.instances().stream().map(Instance::name));
        put(labels, ORGANIZATION, facts.organizationsAtApple().stream());
        put(labels, KIND, facts.kinds().stream().map(TokenKind::key));
        put(labels, TOKEN_ID, facts.certainToken().stream().map(Token::id));
        return new Labels(labels);
    }

    /** The first value, if there is one. A label without a value is an absent label, to Alertmanager too. */
    private static void put(SortedMap<String, String> labels, String name, Stream<String> values) {
        values.findFirst()
                .map(value -> SafeText.line(value, MAX_VALUE))
                .filter(line -> !line.isEmpty())
                .ifPresent(line -> labels.put(name, line));
    }

    static String alertname(Remedy remedy) {
        return switch (remedy) {
            case REGENERATE -> "DepwatchTokenNeedsRegenerating";
            case ACCEPT_TERMS -> "DepwatchTermsNotAccepted";
            case RELINK_SERVER -> "DepwatchServerNeedsRelinking";
            case RECLAIM -> "DepwatchTokenNeedsReclaiming";
            case IDENTIFY -> "DepwatchOneOfSeveralTokensFails";
            case INVESTIGATE -> "DepwatchNeedsInvestigating";
            case RENEW -> "DepwatchTokenNeedsRenewing";
            case RENEW_CERTIFICATE -> "DepwatchCertificateNeedsRenewing";
            case WAIT -> throw new IllegalArgumentException("a failure to wait for has no alert");
        };
    }

    /** Labels as {@link #json} wrote them; empty if the text is none. */
    static Optional<Labels> read(String json) {
        try {
            return Optional.of(new Labels(JSON.readValue(json, new TypeReference<TreeMap<String, String>>() {})));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    String json() {
        return JSON.valueToTree(values).toString();
    }
}

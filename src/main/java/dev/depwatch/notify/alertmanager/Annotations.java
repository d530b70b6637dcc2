package dev.depwatch.notify.alertmanager;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.AlertFacts;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.MessageLimits;
import dev.depwatch.alert.Share;
import dev.depwatch.assess.Finding;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Token;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The text of an alert for Alertmanager's templates: plain text, which they escape for its destination. The limits add
 * up to about 25,000 characters.
 */
final class Annotations {
    private static final int LIST = 3000;
    /** They may begin with a line for each of many tokens, and must not lose their end. */
    private static final int SHARED = 7000;

    private static final int TEXT = 1300;
    private static final int NAME = 100;

    private final Map<String, String> all = new LinkedHashMap<>();

    /** @param token the one that the alert is about, if it is known */
    private Annotations(Message message, Optional<Token> token) {
        String naming = token.map(known -> " " + Share.naming(known)).orElse("");
        put("headline", message.headline(), TEXT);
        put("summary", message.headline() + naming, TEXT);
        put("description", message.why(), TEXT);
        lines("where", message.where().stream().map(Message.Line::text).toList(), LIST);
        put("evidence", message.evidence(), TEXT);
        lines("steps", steps(message.steps()), LIST);
        lines("also_check", message.alsoCheck(), LIST);
        lines("do_not", message.doNot(), LIST);
    }

    /**
     * For an alert that continues.
     *
     * @param share its words, also for a template that shows several alerts as one message
     */
    static Map<String, String> of(AlertFacts facts, Share share) {
        Alert alert = share.alert();
        Annotations annotations = new Annotations(alert.message(), facts.certainToken());
        annotations.put("where", share.where(), TEXT);
        annotations.lines("steps_of_several", steps(share.stepsOfSeveral()), SHARED);
        share.step().ifPresent(step -> {
            annotations.put("step", step.text(), TEXT);
            step.link().ifPresent(link -> annotations.put("link", link.toASCIIString(), TEXT));
        });
        annotations.put("part", share.part(), NAME);
        annotations.put("caution", share.caution(), NAME);
        annotations.put("cause", causes(facts), NAME);
        annotations.since(alert);
        long sightings = facts.findings().stream().mapToLong(Finding::sightings).sum();
        annotations.put("sightings", sightings == 0 ? "" : Long.toString(sightings), NAME);
        String organization =
                facts.findings().stream().map(Finding::organization).findFirst().orElse("");
        annotations.put("organization", organization, NAME);
        facts.certainToken().ifPresent(annotations::token);
        return annotations.all;
    }

    /** For an alert that depwatch knows only from its reports before its start. */
    static Map<String, String> of(Alert before) {
        Annotations annotations = new Annotations(before.message(), Optional.empty());
        annotations.put("caution", before.aspects().contains("likely") ? "likely" : "", NAME);
        annotations.since(before);
        return annotations.all;
    }

    /**
     * For an alert that is over.
     *
     * @param token the token of the alert, if it is still known
     */
    static Map<String, String> ofEnd(Alert alert, Message words, Optional<Token> token, String resolvedBy) {
        Annotations annotations = new Annotations(words, token);
        annotations.since(alert);
        token.ifPresent(annotations::token);
        annotations.put("resolved_by", resolvedBy, NAME);
        return annotations.all;
    }

    private static List<String> steps(List<Message.Line> steps) {
        return IntStream.range(0, steps.size())
                .mapToObj(i -> (i + 1) + ". " + steps.get(i).text()
                        + steps.get(i).link().map(link -> " (" + link + ")").orElse(""))
                .toList();
    }

    private static String causes(AlertFacts facts) {
        return Stream.concat(
                        facts.causes().stream().map(cause -> cause.key()),
                        facts.monitoringKinds().stream().map(kind -> kind.name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(", "));
    }

    private void since(Alert alert) {
        put("since", alert.since().truncatedTo(ChronoUnit.SECONDS).toString(), NAME);
    }

    private void token(Token token) {
        put("token_name", token.name(), NAME);
        put("server_name", token.serverName(), NAME);
        put("expires", token.expiry().map(Expiry::shown).orElse(""), NAME);
    }

    private void lines(String name, List<String> lines, int limit) {
        List<String> readable =
                lines.stream().map(line -> SafeText.line(line, TEXT)).toList();
        // No break follows the last line.
        List<String> shown = MessageLimits.fitting(readable, limit + 1, line -> line.length() + 1);
        if (!shown.isEmpty()) {
            all.put(name, String.join("\n", shown));
        }
    }

    private void put(String name, String text, int limit) {
        String line = SafeText.line(text, limit);
        if (!line.isEmpty()) {
            all.put(name, line);
        }
    }
}

package dev.depwatch.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.MessageLimits;
import dev.depwatch.alert.Subject;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.page.Times.Moment;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One thing that somebody should do or know: an alert, in its own words.
 *
 * @param id constant as long as the alert exists, so that what is unfolded stays unfolded
 * @param kind what the name names, such as "Apple ID"
 * @param what the alert's headline without the name
 * @param tokens how many; "–" where none is known
 * @param since when it began to fail; empty where nothing fails, as of a token that is about to expire
 */
record Card(
        String id,
        String tone,
        String kind,
        String name,
        String what,
        String remedy,
        String tokens,
        String instances,
        Optional<Moment> since,
        String certainty,
        String fold,
        List<Step> steps,
        List<String> where,
        String why,
        String evidence,
        List<String> alsoCheck,
        List<String> doNot) {
    /**
     * What to do.
     *
     * @param menus the path through Apple's menus, which many know and nobody wants to read; "" if there is none
     * @param then the text after the menus; "" if there are none
     * @param link "" if there is none
     */
    record Step(String text, String menus, String then, String link) {
        static Step of(Message.Step step) {
            String menus = step.applesMenus();
            int at = step.text().indexOf(menus);
            String link = step.link().map(URI::toASCIIString).orElse("");
            return menus.isEmpty()
                    ? new Step(step.text(), "", "", link)
                    : new Step(step.text().substring(0, at), menus, step.text().substring(at + menus.length()), link);
        }
    }

    private static final Set<String> CHECKS = Set.of(
            Hint.CHECK_TERMS_FIRST.name(),
            Hint.CHECK_CLOCK_FIRST.name(),
            Hint.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST.name());

    /** @param likely the cases whose remedy follows from experience and not from an answer that Apple documents */
    static Card of(Alert alert, Set<String> likely, Times times) {
        Message message = MessageLimits.message(alert.message());
        Subject subject = alert.subject();
        String kind = switch (subject.kind()) {
            case APPLE_ID -> "Apple ID";
            case ORGANISATION -> "Organisation";
            case INSTANCE -> "Instance";
            case SERVICE, MONITORING -> "";
        };
        String whom = SafeText.line(
                kind.isEmpty() ? subject.name() : subject.value(),
                message.headline().length());
        String prefix = kind + " " + whom + ": ";
        boolean named = !kind.isEmpty() && message.headline().startsWith(prefix);
        return new Card(
                "alert-" + UUID.nameUUIDFromBytes((alert.remedy().key() + "\n" + subject.name()).getBytes(UTF_8)),
                alert.severity().key(),
                kind,
                whom,
                named ? sentence(message.headline().substring(prefix.length())) : message.headline(),
                Words.of(alert.remedy()),
                alert.tokens().isEmpty() ? "–" : Integer.toString(alert.tokens().size()),
                Integer.toString(alert.instances().size()),
                alert.remedy() == Remedy.RENEW ? Optional.empty() : Optional.of(times.moment(alert.since())),
                certainty(alert, likely),
                message.steps().isEmpty()
                        ? "More"
                        : "What to do, in " + Words.counted(message.steps().size(), "step"),
                message.steps().stream().map(Step::of).toList(),
                message.where(),
                message.why(),
                message.evidence(),
                message.alsoCheck(),
                message.doNot());
    }

    /** With a capital, except depwatch's own name. */
    private static String sentence(String rest) {
        return rest.startsWith("depwatch") ? rest : rest.substring(0, 1).toUpperCase(Locale.ROOT) + rest.substring(1);
    }

    /** The least certain of several answers; nothing is certain while the headline asks for a check first. */
    private static String certainty(Alert alert, Set<String> likely) {
        if (alert.aspects().contains("one_of")) {
            return "one of several";
        }
        if (alert.aspects().stream().anyMatch(aspect -> aspect.startsWith("unknown_"))) {
            return "token not known";
        }
        if (alert.aspects().contains("likely")) {
            return "most likely";
        }
        if (alert.caseIds().stream().anyMatch(likely::contains)) {
            return "partly likely";
        }
        return alert.aspects().stream().anyMatch(CHECKS::contains) ? "check first" : "certain";
    }

    /** The text that a filter searches. */
    static String text(Alert alert) {
        return alert.subject().name() + " " + alert.message().headline() + " "
                + alert.instances().stream().map(Instance::name).collect(Collectors.joining(" ")) + " "
                + String.join(" ", alert.message().where());
    }
}

package dev.depwatch.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.AlertFacts;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.MessageLimits;
import dev.depwatch.alert.Subject;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.text.Phrase;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One thing that somebody should do or know: an alert, in its own words.
 *
 * @param message the alert's, limited to a readable size
 * @param what the alert's headline without the name
 * @param begun what the time says since when it fails
 */
record Card(Alert alert, Message message, String name, String what, String begun, String certainty) {
    /**
     * What to do.
     *
     * @param menus the path through Apple's menus, which many know and nobody wants to read; "" if there is none
     * @param then the text after the menus; "" if there are none
     */
    record Instruction(String text, String menus, String then, Optional<URI> link) {
        static Instruction of(Message.Line step) {
            String menus = step.applesMenus();
            int at = menus.isEmpty() ? step.text().length() : step.text().indexOf(menus);
            return new Instruction(
                    step.text().substring(0, at), menus, step.text().substring(at + menus.length()), step.link());
        }
    }

    private static final Set<Hint> CHECKS = EnumSet.of(
            Hint.CHECK_TERMS_FIRST,
            Hint.CHECK_CLOCK_FIRST,
            Hint.CHECK_SERVER_FIRST,
            Hint.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST);

    /** @param findings of the alert; none if it is about monitoring */
    static Card of(Alert alert, List<Finding> findings, Instant now) {
        Message message = MessageLimits.message(alert.message());
        Subject subject = alert.subject();
        String name = switch (subject.kind()) {
            case APPLE_ID, ORGANISATION, INSTANCE -> subject.value();
            case SERVICE, MONITORING, SUMMARY -> subject.name();
        };
        String headline = message.headline();
        String prefix = SafeText.line(subject.name(), headline.length()) + ": ";
        String what = headline.startsWith(prefix) ? Phrase.capital(headline.substring(prefix.length())) : headline;
        boolean isReported = !findings.isEmpty() && findings.stream().allMatch(Finding::isReportedByTheApi);
        return new Card(alert, message, name, what, isReported ? "Known since" : "Since", certainty(findings, now));
    }

    /** Constant as long as the alert exists, so that what is unfolded stays unfolded. */
    UUID id() {
        return UUID.nameUUIDFromBytes(
                (alert.remedy().key() + "\n" + alert.subject().name()).getBytes(UTF_8));
    }

    String tokens() {
        return count(alert.tokens());
    }

    String instances() {
        return count(alert.instances());
    }

    /** How many; "–" where none is known. */
    private static String count(Collection<?> known) {
        return known.isEmpty() ? "–" : Integer.toString(known.size());
    }

    /** When it began to fail; empty if only a date says so, which the message names, or if nothing fails yet. */
    Optional<Instant> since() {
        boolean isByDate =
                alert.caseIds().isEmpty() && (alert.remedy().isRenewal() || alert.remedy() == Remedy.REGENERATE);
        return isByDate ? Optional.empty() : Optional.of(alert.since());
    }

    String fold() {
        return "What to do, in " + Phrase.counted(message.steps().size(), "step");
    }

    List<Instruction> steps() {
        return message.steps().stream().map(Instruction::of).toList();
    }

    /** The least certain of several answers; nothing is certain while the alert asks for a check first. */
    private static String certainty(List<Finding> findings, Instant now) {
        if (findings.stream().anyMatch(finding -> finding.certainty() == Certainty.ONE_OF)) {
            return "one of several";
        }
        // An instance has one certificate of a kind.
        if (findings.stream()
                .anyMatch(finding ->
                        finding.certainty() == Certainty.UNKNOWN && finding.remedy() != Remedy.RENEW_CERTIFICATE)) {
            return "token not known";
        }
        if (findings.stream().anyMatch(Finding::likely)) {
            return (findings.stream().allMatch(Finding::likely) ? "" : "some ") + AlertFacts.doubt(findings);
        }
        return findings.stream().anyMatch(finding -> asksToCheck(finding, now)) ? "check first" : "certain";
    }

    private static boolean asksToCheck(Finding finding, Instant now) {
        return finding.hints().stream().anyMatch(CHECKS::contains)
                || (finding.remedy() == Remedy.REGENERATE && finding.says(Hint.AS_NOTIFIED))
                || finding.mayBeRenewed(now)
                || finding.isOfConfiguredDate()
                || finding.isContradicted(now);
    }

    /** The text that a filter searches. */
    static String text(Alert alert) {
        return alert.subject().name() + " " + alert.message().headline() + " "
                + alert.instances().stream().map(Instance::name).collect(Collectors.joining(" ")) + " "
                + alert.message().where().stream().map(Message.Line::text).collect(Collectors.joining(" "));
    }
}

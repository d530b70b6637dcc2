package dev.depwatch.notify;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.AlertEnd;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.Progress;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Subject;
import dev.depwatch.text.Phrase;
import dev.depwatch.text.Sha256;
import dev.depwatch.token.Keyword;
import dev.depwatch.token.Remedy;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One message to one receiver. A notifier sends {@link #asNextMessage} where people see it below the messages before, and
 * {@link #atDetail} where it takes their place.
 *
 * @param alert as it is now; if it is over, as it was last reported, with the text of its end
 * @param end how it ended, if the reason is its end; otherwise empty
 * @param detail how much of it the receiver gets
 * @param before what the receiver last accepted for this alert, so that a notifier can build a thread; empty for the
 *     first message
 * @param at when depwatch sent it
 * @param statusUrl where people find depwatch's status page; empty if that is not configured
 */
public record Notification(
        NotifyReason reason,
        Alert alert,
        Optional<AlertEnd> end,
        Detail detail,
        Optional<Delivered> before,
        Instant at,
        Optional<URI> statusUrl) {
    private static final int PLACES = 3;

    /** Why a receiver is notified of an alert. A webhook has the words of the constants. */
    public enum NotifyReason implements Keyword {
        /** The alert is new to this receiver. */
        OPENED("new"),
        /** Tokens or instances have joined since the last message. */
        GREW("more have joined"),
        /** The alert has an aspect that no message reported yet, or another severity. */
        CHANGED("changed"),
        /** The alert is critical and continues. */
        REMINDER("still open"),
        /** The alert was reported and is over, withdrawn, silenced, or part of another one. */
        RESOLVED("over"),
        /** Of a week or a month that has begun, or in place of several messages after a quiet time: about no alert. */
        SUMMARY("summary");

        private final String phrase;

        NotifyReason(String phrase) {
            this.phrase = phrase;
        }

        /** The words of a message for it, beside the severity. */
        public String phrase() {
            return phrase;
        }
    }

    /** How much of an alert's text a receiver gets. */
    public enum Detail {
        /** What fits on a phone: who, what, how sure, what to check first, each token, what not to do. */
        BRIEF,
        /** Also the ways through menus, the evidence and what else to check. */
        FULL
    }

    /**
     * One message in place of several: what is open by then, and what has ended.
     *
     * @param parts two or more, of one moment
     */
    static Notification digest(List<Notification> parts) {
        List<Alert> open = parts.stream()
                .filter(part -> part.end().isEmpty())
                .map(Notification::alert)
                .toList();
        List<Message.Line> ended = parts.stream()
                .filter(part -> part.end().isPresent())
                .map(Notification::message)
                // A withdrawal is about this one: others that are open may have the same advice.
                .map(end -> Message.Line.of(Stream.concat(Stream.of(end.headline()), end.doNot().stream())
                        .collect(Collectors.joining(" "))))
                .toList();
        // Then a receiver has room for what has ended, too.
        int most = open.size() > PLACES ? 1 : PLACES;
        List<Message.Line> where = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            String mark = open.size() == 1 ? "" : "(" + (i + 1) + ") ";
            places(open.get(i), most).forEach(line -> where.add(new Message.Line(mark + line.text(), line.link())));
        }
        // A list says how many it has no room for.
        where.addAll(ended);
        Subject subject = new Subject(Subject.Kind.SUMMARY, "a quiet time");
        List<Alert> all = parts.stream().map(Notification::alert).toList();
        Message message = new Message(
                subject.name() + ": " + counted(open.size(), ended.size()) + ".",
                where,
                "",
                "",
                open.stream().map(Notification::topic).toList(),
                List.of(),
                open.stream()
                        .flatMap(alert -> alert.message().doNot().stream())
                        .distinct()
                        .toList());
        Alert alert = new Alert(
                Remedy.WAIT,
                subject,
                open.stream()
                        .map(Alert::severity)
                        .max(Comparator.naturalOrder())
                        .orElse(Severity.INFO),
                all.stream().flatMap(part -> part.tokens().stream()).collect(Collectors.toSet()),
                all.stream().flatMap(part -> part.instances().stream()).collect(Collectors.toSet()),
                Set.of(),
                all.stream().map(Alert::since).min(Comparator.naturalOrder()).orElseThrow(),
                List.of(),
                message);
        Notification any = parts.get(0);
        return summary(alert, any.detail, any.at, any.statusUrl);
    }

    /** The first places, and how many more there are: the alert's own text may name no more than it can show. */
    private static List<Message.Line> places(Alert alert, int most) {
        List<Message.Line> all = alert.message().where();
        int count = Collections.max(
                List.of(all.size(), alert.tokens().size(), alert.instances().size()));
        return Phrase.shortened(all, most, more -> Message.Line.of("and " + (count - most) + " more"));
    }

    static Notification summary(Alert alert, Detail detail, Instant at, Optional<URI> statusUrl) {
        return new Notification(NotifyReason.SUMMARY, alert, Optional.empty(), detail, Optional.empty(), at, statusUrl);
    }

    private static String counted(int open, int ended) {
        String isOpen = open == 1 ? "1 alert is open" : open + " alerts are open";
        String hasEnded = ended == 1 ? "1 has ended" : ended + " have ended";
        return open == 0 ? ended + " alerts have ended" : ended == 0 ? isOpen : isOpen + ", and " + hasEnded;
    }

    /** Who and what, and where to do it. */
    private static Message.Line topic(Alert alert) {
        Message message = alert.message();
        return new Message.Line(
                message.headline(),
                Stream.concat(message.where().stream(), message.steps().stream())
                        .flatMap(line -> line.link().stream())
                        .findFirst());
    }

    /** The whole text. */
    public Message message() {
        return alert.message();
    }

    /** The text at the receiver's length. */
    public Message atDetail() {
        return detail == Detail.FULL ? message() : message().inBrief();
    }

    /**
     * The text below the messages before. In brief, an alert that only grew or progressed
     * has no reasons and steps: the receiver has them.
     */
    public Message asNextMessage() {
        return detail == Detail.BRIEF && isSameAdvice() ? message().withoutReasonsAndSteps() : atDetail();
    }

    /** Whether the receiver already has the advice, and only the tokens differ. */
    public boolean isSameAdvice() {
        Set<String> aspects = Progress.without(alert.aspects());
        return before.map(Delivered::alert).stream()
                .anyMatch(known -> known.severity() == alert.severity()
                        && known.message().steps().isEmpty()
                                == alert.message().steps().isEmpty()
                        && switch (reason) {
                            // One that joins may refute a reason.
                            case GREW -> Progress.without(known.aspects()).equals(aspects);
                            case CHANGED -> Progress.without(known.aspects()).containsAll(aspects);
                            default -> false;
                        });
    }

    /** The end of a plain text, in one line however long it is: a broken address cannot be followed. */
    public String pageLine() {
        return statusUrl
                .map(url -> "\nStatus page: " + url.toASCIIString() + "\n")
                .orElse("");
    }

    /** The severity that is, or was, and why it is sent: "critical · new". */
    public String status() {
        return (end.isPresent() ? "was " : "") + alert.severity().key() + " · " + phrase();
    }

    /** Why it is sent, in a word or two. */
    public String phrase() {
        return end.map(AlertEnd::phrase).orElseGet(reason::phrase);
    }

    /** The {@link Delivered#handle handle} of the alert's message that the receiver last accepted. */
    public Optional<String> handle() {
        return before.flatMap(Delivered::handle);
    }

    /**
     * A key of the alert, short and of harmless characters: a valid id anywhere. It stays the same until the alert's end,
     * whatever name its instance gets.
     *
     * @param scope what else identifies it
     */
    public String key(String scope) {
        String identity = scope + alert.remedy().key() + "\n" + alert.subject().name();
        return handle().orElseGet(() -> HexFormat.of().formatHex(Sha256.of(identity), 0, 16));
    }

    /** What it looks like. Only an end that is proven for every token of the alert looks good. */
    public enum Tone implements Keyword {
        PROVEN,
        OVER,
        CRITICAL,
        WARNING,
        INFO
    }

    public Tone tone() {
        return end.map(how -> how.isProven() ? Tone.PROVEN : Tone.OVER)
                .orElseGet(() -> Tone.valueOf(alert.severity().name()));
    }
}

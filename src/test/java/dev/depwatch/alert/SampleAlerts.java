package dev.depwatch.alert;

import static java.util.Objects.requireNonNull;

import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.Detail;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Alerts for delivery tests, and hostile texts. */
public final class SampleAlerts {
    public static final Instant BEGAN = Instant.parse("2026-11-24T13:23:00Z");

    /** Texts that would do harm if they were not escaped. */
    public static final List<String> HOSTILE = List.of(
            "<!channel> <!here> <@U012AB3CD> <#C012345> @here @channel @everyone",
            "<https://evil.example.org|https://business.apple.com>",
            "&amp; &lt; < > & &&&&& <<<<< >>>>>",
            "*bold* _italic_ ~gone~ `code` ```fence``` **_~`",
            "> quote\n> quote\r\n\n\n* bullet\n1. number",
            "\u001B[31mred\u001B[0m\u001B]0;title\u0007\u001B[2J\u009B31m",
            "\u202Eesrever\u202C \u2066isolate\u2069 \u200Bzero\u200F\uFEFF\u2028line\u2029paragraph",
            "\uD83D half \uDE00 pair \uDBFF",
            "emoji \uD83D\uDD34 \uD83D\uDC68\u200D\uD83D\uDC69 :skull:",
            "\u0000\u0001\b\f\t\u007F\u0085",
            "\"quoted\" \\back\\ {\"json\":1} %s %n ${env:HOME} #{x}",
            "İIıi ß ﬁ 日本語 العربية",
            "");

    /** What the golden files hold, made once: there are more than a hundred situations. */
    private static final class Golden {
        private static final Map<String, Situation> SITUATIONS = GoldenSituations.alerts();
        private static final Map<String, Message> ENDS = GoldenSituations.ends();
    }

    private SampleAlerts() {}

    /** Pieces of hostile texts and any characters, of any length. */
    public static String hostile(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(10) == 0 ? 20_000 : random.nextInt(400);
        while (text.length() < length) {
            if (random.nextBoolean()) {
                text.append(HOSTILE.get(random.nextInt(HOSTILE.size())));
            } else {
                text.append((char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
            }
        }
        return text.toString();
    }

    /** Whether no reader may get this character. */
    public static boolean isHarmful(int codePoint) {
        return Character.isISOControl(codePoint)
                || Character.getType(codePoint) == Character.FORMAT
                || Character.getType(codePoint) == Character.SURROGATE;
    }

    /** Critical: Apple rejects the tokens of it-admin@example.org on these instances. */
    public static Alert regenerate(String... instances) {
        return alert(Remedy.REGENERATE, Severity.CRITICAL, "certain", instances);
    }

    public static Alert alert(Remedy remedy, Severity severity, String aspects, String... instances) {
        return new Alert(
                remedy,
                new Subject(Subject.Kind.APPLE_ID, "it-admin@example.org"),
                severity,
                Arrays.stream(instances)
                        .map(name -> new Token.Key(new Instance(name), TokenKind.ADE, "1"))
                        .collect(Collectors.toSet()),
                Arrays.stream(instances).map(Instance::new).collect(Collectors.toSet()),
                Set.of(aspects.split(" ", -1)),
                BEGAN,
                List.of("case-1"),
                passwordChanged());
    }

    public static Message passwordChanged() {
        return new Message(
                "Apple ID it_admin@example.org: 2 tokens need regenerating, because Apple rejects them.",
                List.of(
                        Message.Line.of("school: Example School (ADE, token 1)"),
                        Message.Line.of("physics: Physics & <Friends> (ADE, token 1)")),
                "Since 14:23 every token of this Apple ID fails, and on both instances it began within ten minutes: the"
                        + " password was changed, the account was disabled, or it lost its role.",
                "2026-11-24 14:23:41,698 [ERROR] [duledPool-8] [ntInstanceSyncCommService] -"
                        + " DeviceEnrollmentProgramException[responseCode=403, responseBody='token_rejectedForbidden',"
                        + " message='An error occurred during oauth token refresh']",
                List.of(
                        new Message.Line(
                                "Sign in with it_admin@example.org and download the token of each server.",
                                Optional.of(URI.create("https://business.apple.com/"))),
                        new Message.Line(
                                "Upload it to school.",
                                Optional.of(
                                        URI.create(
                                                "https://school.example.org:8443/deviceEnrollmentProgramInstances.html?a=1&b=2"))),
                        new Message.Line("Wait two minutes for the next sync.", Optional.empty())),
                List.of("1 content token of the same Apple ID: Apple says a password change ends it too."),
                List.of("Do not download a token that you do not upload at once: it ends the one before."),
                Optional.of(new Message.Brief(
                        "Since 14:23: the password was changed.", List.of(Message.Line.of("Renew one at a time.")))));
    }

    /** The same notification for a receiver that gets brief texts. */
    public static Notification inBrief(Notification sent) {
        return new Notification(
                sent.reason(), sent.alert(), sent.end(), Detail.BRIEF, sent.before(), sent.at(), sent.statusUrl());
    }

    /** Every token works again, if the reason is the end. */
    public static Optional<AlertEnd> proven(NotifyReason reason) {
        return reason == NotifyReason.RESOLVED ? Optional.of(over(AlertEnd.How.SYNCED)) : Optional.empty();
    }

    /** Over, one part for each way. */
    public static AlertEnd over(AlertEnd.How... hows) {
        return new AlertEnd(
                Collections.max(List.of(hows)),
                Stream.of(hows)
                        .map(how -> new AlertEnd.Part(new Instance("school"), Optional.empty(), how, Optional.empty()))
                        .toArray(AlertEnd.Part[]::new));
    }

    /** An end that must last for a while before a receiver is notified of it. */
    public static Optional<Alerts.Ended> noLongerFound() {
        return Optional.of(new Alerts.Ended(new AlertEnd(AlertEnd.How.NO_LONGER_FOUND), ended()));
    }

    public static Message ended() {
        return new Message(
                "Resolved. Apple ID it_admin@example.org: all 2 tokens work again.",
                List.of(),
                "The newest sync of each is good, after 3 h 12 min.",
                "",
                List.of(),
                List.of(),
                List.of());
    }

    /** A message with the same text everywhere. */
    public static Message saying(String text, int items) {
        List<String> lines = Collections.nCopies(items, text);
        return new Message(
                text,
                lines.stream().map(Message.Line::of).toList(),
                text,
                text,
                lines.stream()
                        .map(line ->
                                new Message.Line(line, Optional.of(URI.create("https://jamf.example.org/a?b=1&c=2"))))
                        .toList(),
                lines,
                lines);
    }

    public static Notification notification(NotifyReason reason, Message message) {
        Alert alert = regenerate("school", "physics");
        return full(reason, alert, proven(reason), message, Optional.empty(), BEGAN.plusSeconds(60));
    }

    /** In full, from a depwatch whose configuration does not name its status page. */
    private static Notification full(
            NotifyReason reason,
            Alert alert,
            Optional<AlertEnd> end,
            Message message,
            Optional<Delivered> before,
            Instant at) {
        return new Notification(reason, alert.with(message), end, Detail.FULL, before, at, Optional.empty());
    }

    public static Notification opened() {
        return notification(NotifyReason.OPENED, passwordChanged());
    }

    /** All hostile texts, wherever a message has a text. */
    public static Notification hostileUpdate() {
        return notification(NotifyReason.CHANGED, saying(String.join(" ", HOSTILE), 2));
    }

    /** The first message about an alert. */
    public static Notification first(Alert alert, Instant at) {
        return full(NotifyReason.OPENED, alert, Optional.empty(), alert.message(), Optional.empty(), at);
    }

    /** A later message about an alert whose first the receiver accepted with this handle. */
    public static Notification later(
            NotifyReason reason, Notification first, Message message, Optional<String> handle, Instant at) {
        return full(
                reason,
                first.alert(),
                proven(reason),
                message,
                Optional.of(new Delivered(first.alert(), first.at(), first.at(), handle)),
                at);
    }

    /** The end of an alert that the receiver does not know of. */
    public static Notification ended(AlertEnd end) {
        return full(
                NotifyReason.RESOLVED,
                regenerate("school", "physics"),
                Optional.of(end),
                ended(),
                Optional.empty(),
                BEGAN.plusSeconds(60));
    }

    /** The summary of a good week. */
    public static Notification summary() {
        Alert summary = GoldenSituations.ALERTS.summary(
                "a week", Situation.working("school").assessment(), List.of(), BEGAN.minus(Duration.ofDays(7)));
        return full(NotifyReason.SUMMARY, summary, Optional.empty(), summary.message(), Optional.empty(), BEGAN);
    }

    /** The same message of a depwatch whose configuration names its status page. */
    public static Notification withPage(Notification sent, String page) {
        return new Notification(
                sent.reason(),
                sent.alert(),
                sent.end(),
                Detail.FULL,
                sent.before(),
                sent.at(),
                Optional.of(URI.create(page)));
    }

    /** The alert of a golden file's situation, such as {@code regenerate-forty}. */
    public static Alert situation(String name) {
        return GoldenSituations.only(requireNonNull(Golden.SITUATIONS.get(name)).assessment());
    }

    /** The names of all situations. */
    public static Set<String> situations() {
        return Golden.SITUATIONS.keySet();
    }

    /** The text of an end in a golden file, such as {@code end-synced}. */
    public static Message end(String name) {
        return requireNonNull(Golden.ENDS.get(name));
    }

    public static Set<String> names(Alert alert) {
        return alert.instances().stream().map(Instance::name).collect(Collectors.toSet());
    }
}

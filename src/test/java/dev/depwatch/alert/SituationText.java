package dev.depwatch.alert;

import static java.util.stream.Collectors.joining;

import dev.depwatch.apple.Account;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.assess.TokenHealth.Recovery;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One statement of {@link Situation#of}. */
final class SituationText {
    private static final Pattern TOKEN = Pattern.compile(
            "(?<kind>ade|loan|content|push|gsx|ca)@(?<on>[^/!~]+)(/(?<of>[^!~]+))?(?<shared>!!?)?(~(?<end>.+))?");
    private static final String SHARED_SERVER = "677cab70-fe18-11e2-b778-0800200c9a66";
    private static final String OTHER_SERVER = "00000000-fe18-11e2-b778-0800200c9a66";

    private final List<String> words;
    private final Hint[] hints;
    private final String sentence;

    SituationText(String statement) {
        String[] parts = statement.split(": ", 2);
        words = Stream.of(parts[0].split(" "))
                .filter(word -> !word.startsWith("+"))
                .toList();
        hints = Stream.of(parts[0].split(" "))
                .filter(word -> word.startsWith("+"))
                .map(word -> value(Hint.class, word.substring(1)))
                .toArray(Hint[]::new);
        sentence = parts.length == 1 ? "" : parts[1];
    }

    void addTo(Situation all) {
        switch (words.get(0)) {
            case "nothing" -> {}
            case "days_later" -> all.days(Integer.parseInt(words.get(1)));
            case "jamf" -> words(1).forEach(all::jamf);
            case "terms_notified" ->
                all.read(
                        words.get(1),
                        new Reading(
                                List.of(),
                                List.of(new JamfNotification(
                                        Optional.of(Cause.TERMS_NOT_SIGNED), "", "", "", Situation.SINCE)),
                                Map.of()));
            case "undated" -> words(1).forEach(all::undated);
            case "sourceless" -> words(1).forEach(all::sourceless);
            case "silent" -> all.silentJamf(words.get(1), words(2).findFirst().map(Instant::parse));
            case "behind" -> words(1).forEach(all::behind);
            case "followed" -> words(1).forEach(all::followed);
            case "unfollowed" -> words(1).forEach(all::unfollowed);
            case "certain" -> tokens(3).forEach(token -> all.certain(remedy(), cause(2), token, hints));
            case "stated" -> tokens(3).forEach(token -> all.stated(remedy(), cause(2), token, hints));
            case "likely" -> tokens(1).forEach(token -> all.likely(token, hints));
            case "likely_of" -> tokens(2).forEach(token -> all.likely(cause(1), token, hints));
            case "one_of" -> all.oneOf(remedy(), cause(2), tokens(3).toList(), hints);
            case "unknown" -> all.unknown(remedy(), cause(2), name(3), false, hints);
            case "likely_unknown" -> all.unknown(remedy(), cause(2), name(3), true, hints);
            case "date" -> tokens(2).forEach(token -> all.date(remedy(), token, hints));
            case "dated_certificate" ->
                tokens(1).forEach(token -> all.certificate(Cause.CERTIFICATE_EXPIRED, token, hints));
            case "unknown_gsx" -> all.unknownCertificate(TokenKind.GSX, words.get(1), hints);
            case "account_out" -> tokens(1).forEach(token -> all.certificate(Cause.FORBIDDEN, token, hints));
            case "revoked" -> tokens(1).forEach(token -> all.certificate(Cause.CERTIFICATE_REVOKED, token, hints));
            case "dated" -> tokens(3).forEach(token -> all.date(remedy(), cause(2), token));
            case "others_work" -> all.othersWork(Integer.parseInt(words.get(1)));
            case "syncs" -> all.syncs(Integer.parseInt(words.get(1)), Integer.parseInt(words.get(2)));
            case "former_server" -> all.formerServer(words.get(1));
            case "trouble" ->
                all.trouble(words.get(1), value(MonitoringIssue.Kind.class, words.get(2)), name(3), sentence);
            case "health" -> tokens(2).forEach(token -> all.health(token, value(Health.class, words.get(1))));
            case "recovery" -> tokens(2).forEach(token -> all.recovery(token, recovery(), false));
            case "renewed" -> tokens(2).forEach(token -> all.recovery(token, recovery(), true));
            case "renewed_before" ->
                tokens(2)
                        .forEach(
                                token -> all.recovery(token, recovery(), Optional.of(Situation.SINCE.minusSeconds(1))));
            case "replaced" -> tokens(1).forEach(all::replaced);
            case "removed" -> tokens(1).forEach(all::removed);
            case "open" -> words(2).forEach(instance -> all.open(instance, cause(1)));
            case "ended" -> words(3).forEach(on -> all.ended(on, cause(1), value(Proof.class, words.get(2))));
            case "silence" ->
                all.silence(
                        words.get(1),
                        words(2).findFirst()
                                .filter(kind -> !kind.equals("-"))
                                .map(kind -> value(TokenKind.class, kind)),
                        words(3).findFirst(),
                        sentence);
            case "heard" -> all.heard(words.get(1), Instant.parse(words.get(2)));
            case "account" -> all.account(words.get(1) + "@example.org", value(Account.Status.class, words.get(2)));
            case "apple_read" -> all.apple(name(1), Optional.of(time()), Optional.empty());
            case "apple_failing" -> all.appleFailing(name(1));
            case "apple_unread" -> all.apple(name(1), Optional.empty(), Optional.empty());
            case "apple_not_read" -> all.appleNotRead(name(1), sentence);
            default -> throw new IllegalArgumentException("no statement: " + words);
        }
    }

    private Remedy remedy() {
        return value(Remedy.class, words.get(1));
    }

    private Cause cause(int position) {
        return value(Cause.class, words.get(position));
    }

    private Recovery.State recovery() {
        return value(Recovery.State.class, words.get(1));
    }

    private Instant time() {
        return sentence.isEmpty() ? Situation.NOW : Instant.parse(sentence);
    }

    private Stream<String> words(int first) {
        return words.stream().skip(first);
    }

    private String name(int first) {
        return words(first).collect(joining(" "));
    }

    private Stream<Token> tokens(int first) {
        return words(first).map(SituationText::token);
    }

    private static Token token(String word) {
        Matcher parts = TOKEN.matcher(word);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no token: " + word);
        }
        String instance = parts.group("on");
        String account = Optional.ofNullable(parts.group("of")).orElse("it-admin");
        String owner = account.equals("-") ? "" : account + "@example.org";
        Token token = switch (parts.group("kind")) {
            case "ade" -> Situation.ade(instance, owner);
            case "loan" -> Situation.loan(instance, owner);
            case "push", "gsx", "ca" ->
                Situation.certificate(instance, value(TokenKind.class, parts.group("kind")), owner);
            default -> Situation.content(instance, owner);
        };
        if (parts.group("shared") != null) {
            token = Situation.withServer(token, parts.group("shared").equals("!") ? SHARED_SERVER : OTHER_SERVER);
        }
        String end = parts.group("end");
        if (end == null) {
            return token;
        }
        if (end.equals("-")) {
            return Situation.withoutExpiry(token);
        }
        return Situation.withExpiry(
                token, end.contains("T") ? Expiry.ofInstant(Instant.parse(end)) : Expiry.ofDate(LocalDate.parse(end)));
    }

    private static <E extends Enum<E>> E value(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }
}

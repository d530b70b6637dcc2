package dev.depwatch.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.depwatch.text.SafeText;
import java.net.URLDecoder;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The credentials that one server or service got lately. Its answers may repeat them, in an error or in a name, so
 * every text of an answer passes here before anything shows or saves it. Thread-safe.
 */
public final class SentSecrets {
    private static final String MASK = "***";

    /** A credential, the access token, and their predecessors. */
    private static final int MOST = 6;

    /** A shorter word occurs in harmless text. */
    private static final int SHORTEST = 6;

    /** A part of a secret of this length counts as the secret: a server may cut what it repeats. */
    private static final int PART = 16;

    /** More than any text that is shown. */
    private static final int SEARCHED = 4_000;

    private static final Set<String> SECRET_FIELDS = Set.of("client_secret", "client_assertion", "password");
    private static final Pattern PERCENT = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final Pattern ESCAPED = Pattern.compile("\\\\u([0-9A-Fa-f]{4})");
    private static final Pattern IGNORED = Pattern.compile("[\\s\\\\\\p{Cf}\\uFFFD]+");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{8,}");

    /** In small letters, without white space. Guarded by this. */
    private final Deque<String> secrets = new ArrayDeque<>();

    /** Keeps the credentials of a request: those of the header {@code Authorization}, and those of a form. */
    public void note(Map<String, String> headers, String body) {
        String authorization = headers.getOrDefault("Authorization", "");
        String credential = authorization.substring(authorization.indexOf(' ') + 1);
        keep(credential);
        if (authorization.startsWith("Basic ")) {
            String pair = new String(Base64.getDecoder().decode(credential), UTF_8);
            keep(pair.substring(pair.indexOf(':') + 1));
        }
        for (String field : body.split("&", -1)) {
            int mark = field.indexOf('=');
            if (mark > 0 && SECRET_FIELDS.contains(field.substring(0, mark))) {
                keep(URLDecoder.decode(field.substring(mark + 1), UTF_8));
            }
        }
    }

    private synchronized void keep(String secret) {
        String plain = plain(secret);
        if (plain.length() < SHORTEST) {
            return;
        }
        secrets.remove(plain);
        secrets.addLast(plain);
        if (secrets.size() > MOST) {
            secrets.removeFirst();
        }
    }

    /** The text; a mask in its place if it holds a credential or a long part of one, plain or encoded. */
    public String cleanse(String text) {
        List<String> known = known();
        // At least as long as what the search would see of it; in small letters a text can be longer.
        int length = text.toLowerCase(Locale.ROOT).length();
        if (known.stream().allMatch(secret -> length < Math.min(secret.length(), PART))) {
            return text;
        }
        // What it hides is not shown, and may be longer than what is searched.
        return views(SafeText.of(text, SEARCHED))
                        .anyMatch(view -> known.stream().anyMatch(secret -> holds(view, secret)))
                ? MASK
                : text;
    }

    private synchronized List<String> known() {
        return List.copyOf(secrets);
    }

    private static boolean holds(String text, String secret) {
        if (text.length() < PART || secret.length() < 2 * PART) {
            return text.contains(secret);
        }
        return IntStream.rangeClosed(0, secret.length() / PART - 1)
                .anyMatch(part -> text.contains(secret.substring(part * PART, (part + 1) * PART)));
    }

    /** The text as it may be meant. */
    private static Stream<String> views(String text) {
        String unescaped = decoded(ESCAPED, decoded(PERCENT, decoded(PERCENT, text)));
        return Stream.concat(
                Stream.of(text, unescaped, new String(unescaped.getBytes(ISO_8859_1), UTF_8))
                        .distinct()
                        .map(SentSecrets::plain),
                BASE64.matcher(unescaped).results().flatMap(word -> unpacked(word.group())));
    }

    /** The word may begin in the middle of a group of four. */
    private static Stream<String> unpacked(String word) {
        String standard = word.replace('-', '+').replace('_', '/');
        return IntStream.range(0, Math.min(4, standard.length() - 1))
                .mapToObj(standard::substring)
                .map(from -> from.length() % 4 == 1 ? from.substring(0, from.length() - 1) : from)
                .filter(from -> from.length() >= SHORTEST)
                .map(from -> plain(new String(Base64.getDecoder().decode(from), UTF_8)));
    }

    /** With each number as its character: a byte of UTF-8 becomes one of ISO 8859-1. */
    private static String decoded(Pattern number, String text) {
        return number.matcher(text)
                .replaceAll(found ->
                        Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(found.group(1), 16))));
    }

    private static String plain(String text) {
        return IGNORED.matcher(text).replaceAll("").toLowerCase(Locale.ROOT);
    }
}

package dev.depwatch.inventory;

import dev.depwatch.token.AppleId;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.event.Level;

/**
 * Finds owners that look like another owner of the fleet, and reports each once. Two owners in plain ASCII never look
 * alike here: {@code l} and {@code 1} are ordinary in names. Not thread-safe.
 */
final class LookAlikes {
    /** More than any fleet has. depwatch does not compare further owners, so that an API cannot fill the memory. */
    private static final int MAX_OWNERS = 10_000;

    private final Map<String, AppleId> byLook = new HashMap<>();
    private final Set<AppleId> reported = new HashSet<>();

    /** Warnings about owners that look like an earlier one. */
    List<InventoryLog> seen(Collection<AppleId> owners) {
        List<InventoryLog> lines = new ArrayList<>();
        for (AppleId owner : owners) {
            String look = look(owner.value());
            AppleId first = byLook.get(look);
            if (first == null && byLook.size() < MAX_OWNERS) {
                byLook.put(look, owner);
            } else if (first != null && !first.equals(owner) && reported.size() < MAX_OWNERS && reported.add(owner)) {
                lines.add(new InventoryLog(Level.WARN, sentence(first.value(), owner.value())));
            }
        }
        return lines;
    }

    private static String look(String owner) {
        return owner.chars().allMatch(unit -> unit < 0x80) ? owner : Letters.look(owner);
    }

    private static String sentence(String first, String other) {
        int at = 0;
        while (character(first, at).equals(character(other, at))) {
            at += Character.charCount(first.codePointAt(at));
        }
        return ("the Apple IDs \"%s\" and \"%s\" look alike but differ: the first difference is %s against %s. Check in"
                        + " Jamf Pro who downloaded the tokens")
                .formatted(first, other, character(first, at), character(other, at));
    }

    private static String character(String text, int at) {
        return at == text.length() ? "the end" : "U+%04X".formatted(text.codePointAt(at));
    }

    /** Loaded with the first owner that is not plain ASCII. */
    private static final class Letters {
        /**
         * ASCII characters, each followed by its look-alikes: from Unicode's confusables.txt (Unicode Technical
         * Standard 39, version 14), the single lower-case letters of European scripts that NFKC does not unify.
         * ICU4J has them all, in 14 MB.
         */
        private static final List<String> ALIKE = List.of(
                "6\u0431",
                "8\u0223",
                "a\u0251\u03B1\u0430",
                "c\u0441\u1D04\u2CA5",
                "d\u0501",
                "e\u0435\u04BD\uAB32",
                "f\u0584\u1E9D\uA799\uAB35",
                "g\u018D\u0261\u0581\u1D83",
                "h\u04BB\u0570",
                "i\u0131\u0269\u026A\u03B9\u0456\u04CF\uA647",
                "j\u03F3\u0458",
                "l\u01C0",
                "n\u0578\u057C",
                "o\u03BF\u03C3\u043E\u0585\u1D0F\u1D11\u2C9F\uAB3D",
                "p\u03C1\u0440\u2CA3",
                "q\u051B\u0563\u0566",
                "r\u0433\u1D26\u2C85\uAB47\uAB48",
                "s\u01BD\u0455\uA731",
                "u\u028B\u03C5\u057D\u1D1C\uA79F\uAB4E\uAB52",
                "v\u03BD\u0475\u1D20",
                "w\u026F\u0461\u051D\u0561\u1D21",
                "x\u0445",
                "y\u0263\u028F\u03B3\u0443\u04AF\u1D8C\u1EFF\uAB5A",
                "z\u1D22");

        private static final int MINUS = 0x2212;

        private static final Map<Integer, Integer> LATIN = latin();

        private Letters() {}

        private static Map<Integer, Integer> latin() {
            Map<Integer, Integer> latin = new HashMap<>();
            for (String alike : ALIKE) {
                alike.chars().skip(1).forEach(letter -> latin.put(letter, (int) alike.charAt(0)));
            }
            return latin;
        }

        /** Equal for texts that look alike. */
        static String look(String text) {
            return Normalizer.normalize(text, Form.NFKC)
                    .toLowerCase(Locale.ROOT)
                    .codePoints()
                    .map(letter -> isDash(letter) ? '-' : LATIN.getOrDefault(letter, letter))
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString()
                    // The dot of an i does not show twice.
                    .replace("i\u0307", "i");
        }

        /** Word processors write another one for a hyphen. */
        private static boolean isDash(int character) {
            return Character.getType(character) == Character.DASH_PUNCTUATION || character == MINUS;
        }
    }
}

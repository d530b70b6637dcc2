package dev.depwatch.record;

import dev.depwatch.record.LogRecord.ClassField;
import dev.depwatch.record.LogRecord.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the header of a layout that an administrator edited. After the date come a level and a few fields, in any
 * order, in brackets, between bars, or bare.
 *
 * <p>The end of the header decides whether a policy named like a log line can pose as one. So the header ends as early
 * as it can: at {@code " - "}, a name followed by a colon, a second bare name, a bare name after a bracketed one, a
 * second level, or the sixth field. A bare last name may be the class or the message's first word. If it is the class,
 * the message begins after it; for the fields before it, the message begins with it.
 *
 * <p>Known limits, if no bracket, dash or colon separates header and message: a message that <em>begins</em> with what
 * looks like a field counts as one, and depwatch does not find a class that follows a bare thread name. depwatch does
 * not understand a record whose class is one word, such as {@code Configuration}.
 */
final class EditedHeader {
    private static final int MAX_FIELDS = 6;

    /** What follows a colon or a dash that ends a header. */
    private static final String BLANK = "(?=[ \\t]|\\z)";

    private static final Pattern BLANKS = Pattern.compile("[ \\t]*");
    private static final Pattern BLANKS_AND_BARS = Pattern.compile("[ \\t|]*");
    private static final Pattern DASH = Pattern.compile("-" + BLANK);

    /** A field, whether a bar follows it, and the colon (perhaps with a line number) and the dash that end a header. */
    private static final Pattern FIELD = Pattern.compile("(?:(?<enclosed>\\[[^\\]]*]|\\([^)]*\\)|\\{[^}]*}|<[^>]*>)"
            + "|(?!:\\d*" + BLANK + ")(?<word>[^ \\t|\\[({<]+?)(?=[ \\t|\\[({<]|:\\d*" + BLANK + "|\\z))"
            + "(?<bar>(?=[ \\t]*\\|))?(?<colon>[ \\t]*:\\d*" + BLANK + ")?(?<dash>[ \\t]*-" + BLANK + ")?");

    private final String line;
    private final List<String> names = new ArrayList<>();
    private int at;
    private int fields;
    private boolean levelSeen;
    /** Bars separate fields only if one follows the first field; otherwise they are part of the message. */
    private boolean barred = true;

    private boolean enclosedNameSeen;
    private boolean bareNameSeen;
    /** Where the message begins if a bare last name is the class; -1 if there is no such name. */
    private int afterLastName = -1;

    private EditedHeader(String line, int start) {
        this.line = line;
        this.at = start;
    }

    /** The header that begins at {@code start}, after the date; empty if it has no level or no class. */
    static Optional<Header> of(String line, int start) {
        return new EditedHeader(line, start).read();
    }

    private Optional<Header> read() {
        at = skip(DASH, skipSeparators(at));
        while (fields < MAX_FIELDS && readField()) {
            fields++;
        }
        if (!levelSeen || names.stream().noneMatch(EditedHeader::looksLikeClass)) {
            return Optional.empty();
        }
        int messageStart = skipSeparators(at);
        List<ClassField> classFields = new ArrayList<>();
        for (String name : names) {
            classFields.add(new ClassField(name, messageStart));
        }
        if (afterLastName >= 0) {
            classFields.set(names.size() - 1, new ClassField(names.get(names.size() - 1), afterLastName));
        }
        return Optional.of(new Header(Layout.EDITED, classFields));
    }

    /** Reads one field and moves past it, or moves to the message; false if the header ends there. */
    private boolean readField() {
        int start = skipSeparators(at);
        at = skip(DASH, start);
        Matcher field = FIELD.matcher(line).region(start, line.length());
        if (at > start || !field.lookingAt()) {
            return false;
        }
        at = field.end();
        boolean dashed = field.group("dash") != null;
        boolean ended = dashed || field.group("colon") != null;
        boolean beforeBar = field.group("bar") != null;
        barred = fields == 0 ? beforeBar : barred;
        String enclosed = field.group("enclosed");
        String text = (enclosed == null ? field.group("word") : enclosed.substring(1, enclosed.length() - 1)).strip();
        boolean isLevel = Header.LEVELS.contains(text);
        boolean isBare = enclosed == null && !(barred && beforeBar);
        if (!isLevel && text.chars().noneMatch(Character::isLetter)) {
            return !ended;
        }
        if (isLevel ? levelSeen : isBare && bareNameSeen && !ended) {
            at = start;
            return false;
        }
        if (isLevel) {
            levelSeen = true;
            return !ended;
        }
        names.add(nameIn(text));
        if (isBare && !dashed && (ended || enclosedNameSeen)) {
            afterLastName = skip(BLANKS, at);
            at = start;
            return false;
        }
        bareNameSeen |= isBare;
        enclosedNameSeen |= !isBare;
        return !ended;
    }

    /**
     * Keeps a layout without a class from counting as understood: the message begins with a word, and a thread has a
     * name. Most thread names contain a dash, and a word has no capital after its first letter.
     */
    private static boolean looksLikeClass(String name) {
        String simple = name.substring(name.lastIndexOf('.') + 1);
        return simple.chars().allMatch(Character::isJavaIdentifierPart)
                && simple.chars().skip(1).anyMatch(Character::isUpperCase);
    }

    /** A field without its line number. */
    private static String nameIn(String text) {
        int colon = text.lastIndexOf(':');
        return colon > 0 && text.substring(colon + 1).chars().allMatch(Character::isDigit)
                ? text.substring(0, colon)
                : text;
    }

    private int skipSeparators(int from) {
        return skip(barred ? BLANKS_AND_BARS : BLANKS, from);
    }

    /** Where the line goes on after this; the same place if this is not there. */
    private int skip(Pattern what, int from) {
        Matcher found = what.matcher(line).region(from, line.length());
        return found.lookingAt() ? found.end() : from;
    }
}

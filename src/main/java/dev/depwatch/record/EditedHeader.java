package dev.depwatch.record;

import dev.depwatch.record.LogRecord.ClassField;
import dev.depwatch.record.LogRecord.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /** Bars separate fields only if one follows the first field; otherwise they are part of the message. */
    private enum Barred {
        NOT_KNOWN,
        YES,
        NO
    }

    private final String line;
    private final List<String> names = new ArrayList<>();
    private int at;
    private boolean levelSeen;
    private Barred barred = Barred.NOT_KNOWN;
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
        at = skipSeparators(at);
        if (dashAt(at)) {
            at++;
        }
        int fields = 0;
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
        at = start;
        if (dashAt(start)) {
            at = start + 1;
            return false;
        }
        if (start == line.length()) {
            return false;
        }
        int opening = Timestamp.OPENING.indexOf(line.charAt(start));
        int next = opening < 0 ? endOfWord(start) : line.indexOf(Timestamp.CLOSING.charAt(opening), start) + 1;
        if (next <= start) {
            return false;
        }
        String text = (opening < 0 ? line.substring(start, next) : line.substring(start + 1, next - 1)).strip();
        int colon = afterColon(next);
        int dash = skipSpaces(colon < 0 ? next : colon);
        boolean dashed = dashAt(dash);
        int ended = dashed ? dash + 1 : colon;
        at = ended < 0 ? next : ended;
        if (barred == Barred.NOT_KNOWN) {
            barred = barAt(skipSpaces(next)) ? Barred.YES : Barred.NO;
        }
        if (Header.LEVELS.contains(text)) {
            if (levelSeen) {
                at = start;
                return false;
            }
            levelSeen = true;
            return ended < 0;
        }
        if (text.chars().noneMatch(Character::isLetter)) {
            return ended < 0;
        }
        if (opening >= 0 || (barred == Barred.YES && barAt(skipSpaces(next)))) {
            names.add(nameIn(text));
            enclosedNameSeen = true;
            return ended < 0;
        }
        return readBareName(start, next, nameIn(text), ended, dashed);
    }

    private boolean readBareName(int start, int next, String name, int ended, boolean dashed) {
        if (bareNameSeen && ended < 0) {
            at = start;
            return false;
        }
        names.add(name);
        if (dashed) {
            return false;
        }
        if (ended >= 0 || enclosedNameSeen) {
            afterLastName = skipSpaces(ended < 0 ? next : ended);
            at = start;
            return false;
        }
        bareNameSeen = true;
        return true;
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

    private int endOfWord(int start) {
        int end = start;
        while (end < line.length()
                && !spaceAt(end)
                && !barAt(end)
                && Timestamp.OPENING.indexOf(line.charAt(end)) < 0
                && afterColon(end) < 0) {
            end++;
        }
        return end;
    }

    /**
     * The index after a colon that ends a header at {@code from}, as in {@code Class: } or {@code Class:123 }; -1 if
     * none.
     */
    private int afterColon(int from) {
        int colon = skipSpaces(from);
        if (colon == line.length() || line.charAt(colon) != ':') {
            return -1;
        }
        int end = colon + 1;
        while (end < line.length() && line.charAt(end) >= '0' && line.charAt(end) <= '9') {
            end++;
        }
        return end == line.length() || spaceAt(end) ? end : -1;
    }

    private boolean dashAt(int index) {
        return index < line.length() && line.charAt(index) == '-' && (index + 1 == line.length() || spaceAt(index + 1));
    }

    private boolean barAt(int index) {
        return index < line.length() && line.charAt(index) == '|';
    }

    private boolean spaceAt(int index) {
        return line.charAt(index) == ' ' || line.charAt(index) == '\t';
    }

    private int skipSpaces(int from) {
        int index = from;
        while (index < line.length() && spaceAt(index)) {
            index++;
        }
        return index;
    }

    private int skipSeparators(int from) {
        int index = skipSpaces(from);
        while (barAt(index) && barred != Barred.NO) {
            index = skipSpaces(index + 1);
        }
        return index;
    }
}

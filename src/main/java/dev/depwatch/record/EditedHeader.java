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

    private static final String DASH = "-(?=[ \\t]|$)";
    /** As in {@code Class: } or {@code Class:123 }. */
    private static final String COLON = ":[0-9]*+(?=[ \\t]|$)";

    private static final Pattern BEGINNING = Pattern.compile("[ \\t|]*(?:" + DASH + ")?");

    private static final Pattern FIELD = Pattern.compile("(?<separators>[ \\t|]*)(?!" + DASH + ")"
            + "(?<field>(?<enclosed>\\[[^\\]]*]|\\([^)]*\\)|\\{[^}]*}|<[^>]*>)|(?:(?!" + COLON + ")[^ \\t|\\[({<])++)"
            + "(?<end>[ \\t]*" + COLON + "(?:[ \\t]*" + DASH + ")?|[ \\t]*" + DASH + ")?(?<bar>[ \\t]*\\|)?");

    private final String line;
    private final List<String> names = new ArrayList<>();
    private int at;
    private boolean levelSeen;
    /** Bars separate fields only if one follows the first field; otherwise they are part of the message. */
    private boolean isBarred;

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
        Matcher beginning = BEGINNING.matcher(line).region(at, line.length());
        at = beginning.lookingAt() ? beginning.end() : at;
        Matcher field = FIELD.matcher(line);
        boolean goesOn = true;
        for (int fields = 0; goesOn && fields < MAX_FIELDS; fields++) {
            goesOn = field.region(at, line.length()).lookingAt() && take(field, fields == 0);
        }
        if (!levelSeen || names.stream().noneMatch(EditedHeader::looksLikeClass)) {
            return Optional.empty();
        }
        List<ClassField> classFields = new ArrayList<>();
        for (String name : names) {
            classFields.add(new ClassField(name, skip(isBarred ? " \t|" : " \t", at)));
        }
        if (afterLastName >= 0) {
            String last = names.get(names.size() - 1);
            classFields.set(names.size() - 1, new ClassField(last, skip(" \t", afterLastName)));
        }
        return Optional.of(new Header(Layout.EDITED, classFields));
    }

    /** Moves past a field, or to the message; false if the header ends there. */
    private boolean take(Matcher field, boolean isFirst) {
        boolean hasBar = field.group("bar") != null;
        if (isFirst) {
            isBarred = hasBar;
        } else if (!isBarred && field.group("separators").contains("|")) {
            return false;
        }
        String found = field.group("field");
        boolean isBracketed = field.group("enclosed") != null;
        String text = isBracketed ? found.substring(1, found.length() - 1).strip() : found;
        boolean isEnd = field.group("end") != null;
        int start = field.start("field");
        int after = isEnd ? field.end("end") : field.end("field");
        boolean isLevel = Header.LEVELS.contains(text);
        boolean isName = !isLevel && text.chars().anyMatch(Character::isLetter);
        boolean isBare = isName && !isBracketed && !(isBarred && hasBar);
        if ((isLevel && levelSeen) || (isBare && bareNameSeen && !isEnd)) {
            at = start;
            return false;
        }
        levelSeen |= isLevel;
        if (isName) {
            names.add(nameIn(text));
        }
        if (!isBare) {
            enclosedNameSeen |= isName;
            at = after;
            return !isEnd;
        }
        bareNameSeen = true;
        boolean isLast = isEnd || enclosedNameSeen;
        boolean mayBeMessage = isLast && !(isEnd && field.group("end").endsWith("-"));
        at = mayBeMessage ? start : after;
        afterLastName = mayBeMessage ? after : -1;
        return !isLast;
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

    private int skip(String separators, int from) {
        int index = from;
        while (index < line.length() && separators.indexOf(line.charAt(index)) >= 0) {
            index++;
        }
        return index;
    }
}

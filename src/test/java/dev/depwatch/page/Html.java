package dev.depwatch.page;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A page as a reader or a browser sees it, as far as a test needs. */
record Html(String text) {
    /** The visible text, without tags, style and script. */
    String shown() {
        return text.replaceAll("(?s)<(style|script)>.*?</\\1>", " ")
                .replaceAll("<[^>]*>", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&#x60;", "`")
                .replace("&#x3D;", "=")
                .replace("&amp;", "&")
                .replaceAll("\\s+", " ");
    }

    /** The tags, each with the names of its attributes. */
    List<String> tags() {
        return all("<[^>]*>").stream()
                .map(tag -> tag.replaceAll("=\"[^\"]*\"", ""))
                .toList();
    }

    List<String> all(String pattern) {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.groupCount() == 0 ? match.group() : match.group(1))
                .toList();
    }

    String first(String pattern) {
        return all(pattern).stream().findFirst().orElse("");
    }

    /** The rows of the table with this class, each without tags. */
    List<String> rows(String table) {
        String body = first("<table class=\"list " + table + "\">.*?<tbody>(.*?)</tbody>");
        return new Html(body)
                .all("<tr[ >].*?</tr>").stream()
                        .map(row -> new Html(row).shown().strip())
                        .toList();
    }
}

package dev.facteur.platform;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// What is wrong with a file, in words. The JDK tells it by the class of an exception whose message
/// is the path and nothing else.
public enum FileTrouble {
    MISSING("it does not exist"),
    FORBIDDEN("this user is not permitted to"),
    IN_THE_WAY("something else of that name is in the way"),
    NO_FOLDER("it is no folder"),
    NOT_TEXT("it is not UTF-8 text"),
    /// The system's own words say it.
    OTHER("");

    private final String words;

    FileTrouble(String words) {
        this.words = words;
    }

    public static FileTrouble of(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> MISSING;
            case AccessDeniedException _ -> FORBIDDEN;
            case FileAlreadyExistsException _ -> IN_THE_WAY;
            case NotDirectoryException _ -> NO_FOLDER;
            case CharacterCodingException _ -> NOT_TEXT;
            default -> OTHER;
        };
    }

    /// Why, for somebody who knows which file.
    public static String words(IOException failure) {
        var trouble = of(failure);
        return trouble == OTHER ? ownWords(failure) : trouble.words;
    }

    /// Which file and why.
    public static String sentence(IOException failure) {
        boolean ofFile = failure instanceof FileSystemException file && file.getFile() != null;
        if (!ofFile) return words(failure);
        return ((FileSystemException) failure).getFile() + ": " + words(failure);
    }

    private static String ownWords(IOException failure) {
        var words =
                failure instanceof FileSystemException file
                        ? file.getReason()
                        : failure.getMessage();
        return words == null ? failure.getClass().getSimpleName() : words;
    }
}

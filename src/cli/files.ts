/** The disposable process that parses files and pictures for the command line. */
import '../backend/file-process/fork-entry'

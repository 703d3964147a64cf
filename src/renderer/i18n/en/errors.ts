import type { Words } from '../types'
import type { errors as original } from '../zh/errors'

export const errors: Words<typeof original> = {
  NOT_SIGNED_IN: {
    what: 'You are not signed in',
    safe: 'Nothing was changed',
    todo: 'Sign in and try again',
  },
  FORBIDDEN: {
    what: 'Your role may not do this',
    safe: 'Nothing was changed',
    todo: 'Ask a colleague who may, or a supervisor to change your role',
  },
  PIN_WRONG: {
    what: 'That PIN is not right',
    safe: 'Nothing was changed',
    todo: 'Enter it again; several wrong tries lock it for a while',
  },
  PIN_LOCKED: {
    what: 'Too many wrong PINs: locked for a while',
    safe: 'All data is there',
    todo: 'Wait some minutes, or ask a supervisor to set a new PIN',
  },
  APPROVAL_REQUIRED: {
    what: 'A supervisor has to approve this',
    safe: 'Nothing was changed',
    todo: 'Ask a supervisor to approve with a PIN',
  },
  NO_DATA_FOLDER: {
    what: 'No data folder is open',
    safe: 'Nothing was changed',
    todo: 'Choose a data folder or make one',
  },
  DATA_FOLDER_BUSY: {
    what: 'Another program is using the data folder',
    safe: 'The data was not touched',
    todo: 'Close the other window or command line, then try again',
  },
  DATA_FOLDER_NOT_EMPTY: {
    what: 'That folder holds other files',
    safe: 'They were not touched',
    todo: 'Choose an empty folder, or open an existing data folder',
  },
  DATA_FOLDER_NOT_WRITABLE: {
    what: 'That folder cannot be written to',
    safe: 'Nothing was changed',
    todo: 'Choose another folder, or ask for permission to write there',
  },
  DATA_FOLDER_ON_NETWORK: {
    what: 'That folder is on a network drive or synced by a cloud client',
    safe: 'Nothing was written',
    todo: 'Choose a folder on a disk of this computer, so that the database cannot be damaged',
  },
  DATA_FOLDER_EXISTS: {
    what: 'That is a data folder already',
    safe: 'Its data was not touched',
    todo: 'Use “Open it”, or choose another folder for the new one',
  },
  DATABASE_DAMAGED: {
    what: 'The database file is damaged',
    safe: 'The damaged file is kept, and photos are not affected',
    todo: 'Restore the newest backup; delete nothing',
  },
  DATABASE_NEWER: {
    what: 'This data was written by a newer version',
    safe: 'The data was not touched',
    todo: 'Update the program on this computer, then open it',
  },
  MIGRATION_GAP: {
    what: 'The upgrade history of the database has a gap',
    safe: 'The data was not touched',
    todo: 'Restore a backup, or ask your administrator',
  },
  MIGRATION_CHANGED: {
    what: 'The upgrade history of the database does not fit this program',
    safe: 'The data was not touched',
    todo: 'Install an official release, then open it',
  },
  MIGRATION_FAILED: {
    what: 'The upgrade of the database was not completed',
    safe: 'It is back in its former state, and the backup is there',
    todo: 'Try again; if it fails again, give the log to your administrator',
  },
  DISK_FULL: {
    what: 'The disk is full',
    safe: 'Everything saved is there; this step was not written',
    todo: 'Free some space, then try again',
  },
  PERMISSION_DENIED: {
    what: 'The system refuses access to the file',
    safe: 'The file was not changed',
    todo: 'Check its permissions, then try again',
  },
  FILE_LOCKED: {
    what: 'Another program holds the file',
    safe: 'The file was not changed',
    todo: 'Close it in Excel or wherever it is open, then try again',
  },
  READ_ONLY_MODE: {
    what: 'The data is read-only now',
    safe: 'You can look, not change',
    todo: 'Repair or restore the data, then go on',
  },
  NOT_FOUND: {
    what: 'This entry was not found',
    safe: 'Nothing else changed',
    todo: 'It may have been merged; refresh the list and try again',
  },
  INVALID_INPUT: {
    what: 'Something you entered is not right',
    safe: 'Nothing was saved or changed',
    todo: 'Correct what is marked, then submit again',
  },
  ILLEGAL_TRANSITION: {
    what: 'The status cannot change to that directly',
    safe: 'The status stays as it was',
    todo: 'Choose one of those the status menu offers',
  },
  NEXT_ACTION_REQUIRED: {
    what: 'A case left waiting needs a next action and a time',
    safe: 'Nothing was changed',
    todo: 'Enter what happens next, and when',
  },
  REQUIRED_FIELDS_MISSING: {
    what: 'Required fields are empty',
    safe: 'What you entered is still there',
    todo: 'Fill in what is marked, then go on',
  },
  REPLY_HAS_OPEN_PLACEHOLDER: {
    what: 'The reply still has gaps',
    safe: 'Nothing was copied',
    todo: 'Fill in the marked gaps, then copy',
  },
  DUPLICATE_CLAIM: {
    what: 'This waybill has an open claim already',
    safe: 'No second one was made',
    todo: 'Open the existing claim, or say why another is needed',
  },
  UNKNOWN_COURIER: {
    what: 'That courier is not known',
    safe: 'Nothing was saved',
    todo: 'Choose the courier from the list',
  },
  UNKNOWN_SHOP: {
    what: 'That shop is not known',
    safe: 'Nothing was saved',
    todo: 'Choose a shop from the list, or add it first',
  },
  UNKNOWN_STAFF: {
    what: 'That colleague is not known',
    safe: 'Nothing was saved',
    todo: 'Choose somebody from the list',
  },
  UNKNOWN_KIND: {
    what: 'That kind of case is not known',
    safe: 'Nothing was saved',
    todo: 'Choose a kind from the list',
  },
  NAME_TAKEN: {
    what: 'That name is taken',
    safe: 'Nothing was saved',
    todo: 'Choose another name',
  },
  FILE_NOT_FOUND: {
    what: 'The file was not found',
    safe: 'Nothing was changed',
    todo: 'It may have been moved or renamed; choose it again',
  },
  FILE_EMPTY: {
    what: 'The file is empty',
    safe: 'Nothing was imported',
    todo: 'Export it again, then try once more',
  },
  FILE_FORMAT_UNKNOWN: {
    what: 'The format of this file is not known',
    safe: 'Nothing was imported; the file was not touched',
    todo: 'Save it as XLSX or CSV; for pictures use JPG or PNG',
  },
  FILE_PASSWORD_PROTECTED: {
    what: 'The file is protected by a password',
    safe: 'Nothing was imported; the file was not touched',
    todo: 'Save a copy without the password in Excel',
  },
  FILE_DAMAGED: {
    what: 'The file is damaged and cannot be read',
    safe: 'Nothing was imported; the file was not touched',
    todo: 'Download or export it again',
  },
  FILE_TOO_LARGE: {
    what: 'The file is too large',
    safe: 'Nothing was imported; the file was not touched',
    todo: 'Split it, by month for example, and import the parts',
  },
  FILE_PROCESS_TIMEOUT: {
    what: 'Reading the file took too long and was stopped',
    safe: 'Nothing was imported; the file was not touched',
    todo: 'Save a fresh copy and try again, or split it',
  },
  FILE_PROCESS_MEMORY: {
    what: 'Reading the file needed too much memory and was stopped',
    safe: 'Nothing was imported; the file was not touched',
    todo: 'Split the file, or save it as CSV',
  },
  FILE_PROCESS_CRASHED: {
    what: 'The process reading the file ended unexpectedly',
    safe: 'Nothing was imported, and all other data is there',
    todo: 'Try again; if it fails again, save a fresh copy',
  },
  NO_ROWS_TAKEN: {
    what: 'No row could be imported',
    safe: 'Nothing was changed',
    todo: 'Look at the reasons, and check which column is which',
  },
  MAPPING_INCOMPLETE: {
    what: 'A required column is not assigned',
    safe: 'Nothing was imported',
    todo: 'Assign a column to each marked field',
  },
  IMAGE_UNREADABLE: {
    what: 'The picture cannot be opened',
    safe: 'The file was kept aside unchanged',
    todo: 'Save it as JPG in an image viewer, then try again',
  },
  IMAGE_TOO_LARGE: {
    what: 'The picture is too large',
    safe: 'The file was not touched',
    todo: 'Make it smaller, then try again',
  },
  CANCELLED: {
    what: 'Cancelled',
    safe: 'What was not finished was not saved',
    todo: 'Start again whenever you like',
  },
  BUSY: {
    what: 'Something else is being done',
    safe: 'Nothing was changed',
    todo: 'Wait until it is finished, then try again',
  },
  RESOURCE_FILE_INVALID: {
    what: 'A resource file of the program is not valid',
    safe: 'Your data was not touched',
    todo: 'Correct that file, or install the program again',
  },
  INTERNAL: {
    what: 'Something unexpected went wrong',
    safe: 'Everything saved is there',
    todo: 'Try again; if it happens again, give the log to your administrator',
  },
  CONNECTION_LOST: {
    what: 'The connection to the background process was lost',
    safe: 'Everything saved is there',
    todo: 'It reconnects by itself; try again in a moment',
  },
}

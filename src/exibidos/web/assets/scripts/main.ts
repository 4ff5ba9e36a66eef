// What does script add on every page? Nothing that a page needs to be read; all of it makes the room calmer.
import { bell } from "./bell";
import { office } from "./office";
import { busyForms, passwordPeek } from "./forms";
import { backToTheWall, fullscreen, unveil } from "./photo";
import { portraits } from "./portrait";
import { secretOnce } from "./secret";
import { toasts } from "./toasts";
import { followThePicture } from "./transition";
import { voting } from "./vote";
import { endlessWall } from "./wall";
import { keepTheShell } from "./worker";

followThePicture();
endlessWall();
busyForms();
passwordPeek();
toasts();
unveil();
fullscreen();
backToTheWall();
voting();
secretOnce();
bell();
office();
portraits();
keepTheShell();
